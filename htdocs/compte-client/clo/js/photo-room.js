// The photos on their way, kept in this browser until a publication has them: a reload or a dead battery loses none.
// Where a browser forbids it, photos are sent all the same, and only a reload would lose them.

const NAME = "clo";
const STORE = "photos";
const LIFETIME = 30 * 24 * 3600 * 1000;

let opening;

function open() {
  opening ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open(NAME, 1);
    } catch {
      return resolve(null);
    }
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["draft", "key"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  return opening;
}

/// Resolves with undefined when there is no room to ask.
async function ask(mode, question) {
  const room = await open();
  if (!room) return undefined;
  return new Promise((resolve) => {
    const transaction = room.transaction(STORE, mode);
    const request = question(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => resolve(undefined);
  });
}

/// - Parameters:
///   - draft: the draft's key, which begins with the account.
///   - photo: `{ key, name, blob }`.
export const keepPhoto = (draft, { key, name, blob }) =>
  ask("readwrite", (store) => store.put({ draft, key, name, blob, at: Date.now() }));

export const keptPhoto = (draft, key) => ask("readonly", (store) => store.get([draft, key]));

export const dropPhoto = (draft, key) => ask("readwrite", (store) => store.delete([draft, key]));

export const dropPhotosOf = (draft) =>
  ask("readwrite", (store) => store.delete(IDBKeyRange.bound([draft, ""], [draft, "\uffff"])));

export const dropAllPhotos = () => ask("readwrite", (store) => store.clear());

export const dropOldPhotos = () =>
  ask("readwrite", (store) => {
    const walk = store.openCursor();
    walk.addEventListener("success", () => {
      const cursor = walk.result;
      if (!cursor) return;
      if (Date.now() - cursor.value.at > LIFETIME) cursor.delete();
      cursor.continue();
    });
    return null;
  });
