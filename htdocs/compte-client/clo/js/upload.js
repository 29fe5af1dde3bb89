// Brings one photo to the server in pieces that every web server takes. A cut network is waited for, however long;
// the server says how much it has, and the rest follows (B9).

const SECOND = 1000;
/// In bytes; mod_fcgid takes requests of 131,072 at most.
const PIECE = 96 * 1024;
const AT_ONCE = 2;

/// The server's own sentence on why it does not take this file.
export class Refused extends Error {}

/// Somebody has to sign in again first.
export class SessionEnded extends Error {}

let running = 0;
const queue = [];

async function slot(signal) {
  signal.throwIfAborted();
  if (running >= AT_ONCE) {
    await new Promise((resolve, reject) => {
      queue.push(resolve);
      signal.addEventListener("abort", () => {
        const at = queue.indexOf(resolve);
        if (at >= 0) queue.splice(at, 1);
        reject(signal.reason);
      });
    });
  } else running += 1;
}

function leaveSlot() {
  // Whoever waits longest takes it over.
  const next = queue.shift();
  if (next) next();
  else running -= 1;
}

/// - Parameters:
///   - photo: `{ key, name, blob }`; the same key goes on where it was cut.
///   - form: says where to, and holds the token.
///   - signal: aborted when the photo is taken away again.
///   - onProgress: gets the part that has arrived, 0 to 1.
///   - onWait: gets the seconds until the next try, or 0 when things go on.
/// - Returns: the photo as the server describes it.
/// - Throws: `Refused`, `SessionEnded`, or the signal's reason.
export async function upload(photo, form, { signal, onProgress, onWait }) {
  await slot(signal);
  try {
    return await new Journey(photo, form, { signal, onProgress, onWait }).run();
  } finally {
    leaveSlot();
  }
}

/// Tells the server that it may forget what it has of an upload.
export function abandon(form, envoi) {
  const body = new URLSearchParams({ jeton: form.elements.jeton.value });
  // Whether this arrives matters little: what nobody claims is thrown away after some days.
  fetch(`${form.dataset.envois}/${envoi}/abandonner`, { method: "POST", body, keepalive: true }).catch(() => {});
}

/// Aborted with the other signal, or after a minute. (`AbortSignal.any` is too new for some telephones.)
function withTimeout(signal) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 60 * SECOND);
  signal.addEventListener("abort", () => (clearTimeout(timer), controller.abort()));
  return controller.signal;
}

class Journey {
  constructor(photo, form, { signal, onProgress, onWait }) {
    Object.assign(this, { photo, form, signal, onProgress, onWait, failures: 0, hasFreshToken: false });
  }

  async run() {
    const { blob, name } = this.photo;
    for (;;) {
      let answer = await this.begin();
      if (!answer) throw new Refused(`« ${name} » ne peut plus être envoyée\u00a0: cette fiche n’est plus accessible.`);
      this.photo.envoi = answer.envoi;
      // Null when the server has forgotten the upload meanwhile: then from the start.
      while (answer && !answer.photo) {
        this.onProgress(answer.recu / blob.size);
        answer = await this.sendPiece(answer.recu);
      }
      if (answer) {
        this.onProgress(1);
        return answer.photo;
      }
      await this.wait();
    }
  }

  async sendPiece(start) {
    const { blob, envoi } = this.photo;
    const headers = { "Content-Type": "application/octet-stream" };
    const address = `${this.form.dataset.envois}/${envoi}?debut=${start}`;
    const answer = await this.persist(address, { headers, body: blob.slice(start, start + PIECE) });
    // Nothing new, and not finished: not at once again.
    if (answer && !answer.photo && answer.recu === start) await this.wait();
    return answer;
  }

  begin() {
    const { key, name, blob } = this.photo;
    const body = new URLSearchParams({ nom: name, taille: blob.size, empreinte: key });
    return this.persist(this.form.dataset.envois, { body });
  }

  /// Asks until there is an answer that is worth having. Null: there is no such upload (any more).
  async persist(address, { headers = {}, body }) {
    for (;;) {
      this.signal.throwIfAborted();
      let response, answer;
      try {
        response = await fetch(address, {
          method: "POST",
          headers: { ...headers, "HX-Request": "true", "CLO-Jeton": this.form.elements.jeton.value },
          body,
          signal: withTimeout(this.signal),
        });
        answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
      } catch {
        await this.wait();
        continue;
      }
      const { status } = response;
      if (response.ok || status === 409) {
        this.failures = 0;
        this.onWait(0);
        return answer;
      }
      if (status === 401) throw new SessionEnded();
      if (status === 404) return null;
      if (status === 403 && !this.hasFreshToken) await this.refreshToken();
      else if (answer.erreur) throw new Refused(answer.erreur);
      else if (status === 403) throw new SessionEnded();
      else if (status === 413) throw new Refused(`« ${this.photo.name} » est trop volumineuse pour ce serveur.`);
      else if (status >= 500 || status === 408 || status === 429) await this.wait();
      else throw new Refused(`« ${this.photo.name} » a été refusée par le serveur.`);
    }
  }

  /// Signed in again in another tab: the form's token is that of the session before.
  async refreshToken() {
    this.hasFreshToken = true;
    const response = await fetch(this.form.dataset.envois.replace(/\/envois$/, ""), { signal: this.signal }).catch(() => null);
    const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page?.querySelector("form[data-envois] input[name=jeton]")?.value;
    if (!token) throw new SessionEnded();
    this.form.elements.jeton.value = token;
  }

  /// Longer each time, up to a minute; shorter when the network says that it is back.
  async wait() {
    this.signal.throwIfAborted();
    const seconds = Math.min(60, 2 ** this.failures++);
    this.onWait(seconds);
    await new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        this.signal.removeEventListener("abort", done);
        this.photo.retryNow = null;
        resolve();
      };
      const timer = setTimeout(done, seconds * SECOND);
      addEventListener("online", done);
      this.signal.addEventListener("abort", done);
      this.photo.retryNow = done;
    });
  }
}
