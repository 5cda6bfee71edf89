// The sign-in page: focus what is wanted, and remember that a kept form is waiting behind it.

import { passedSignIn } from "./kept.js";

passedSignIn();
const alarm = document.querySelector("[data-error-summary]");
const account = document.getElementById("id_username");
if (alarm) alarm.focus();
else if (account && !account.disabled) account.focus();
