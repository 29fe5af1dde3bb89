// Comfort for those who have JavaScript; every page works without it.
import { startDrafts } from "./drafts.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startPasswords } from "./passwords.js";
import { startWorksiteField } from "./worksite.js";

startDrafts();
startPasswords();
startWorksiteField();

const sheet = document.querySelector("section.clo-fiche[data-nouveautes]");
startForms(sheet ? startLive(sheet) : null);
