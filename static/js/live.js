// Live updates: a socket that only says "topic 7 changed", pages that fetch themselves again, polling where sockets are blocked.

import { partsFor, refresh, topicsOnPage } from "./parts.js";
import { clock, say, words } from "./words.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
const POLL_MS = 30000;
const SWEEP_MS = 300000; // a layer under load loses wake-ups silently; once in five minutes HTTP tells the truth
const BLOCKED_RETRY_MS = 300000;
const GATHER_MS = 200;
const SLEPT_MS = 60000;
const NOT_SIGNED_IN = 4401;

const page = document.body.dataset;
const state = { socket: null, since: null, refused: 0, tries: 0, everOpen: false, subscribed: "", hiddenAt: 0, expired: false };
const heard = new Map();
let gatherTimer = 0;
let retryTimer = 0;
let pollTimer = 0;

function show(name) {
  const line = document.querySelector("[data-live-line]");
  if (!line) return;
  const before = line.dataset.state;
  line.dataset.state = name;
  line.querySelector("[data-live-status]").textContent = name === "expired" ? words("expired") : words(name);
  line.querySelector("[data-live-why]").hidden = name !== "polling";
  line.querySelector("[data-live-last]").textContent = name === "live" ? "" : words("last", { time: clock(new Date(), true) });
  if (before !== name && (name === "polling" || name === "lost")) say(words(name));
  if (before !== name && name === "expired") {
    say(words("expired"), { bad: true, stay: true, link: { href: page.loginUrl, text: words("signIn") } });
  }
}

function flush() {
  gatherTimer = 0;
  const topics = new Map(heard);
  heard.clear();
  refresh(partsFor(topics));
}

function arrived(message) {
  if (typeof message.id === "number" && (state.since === null || message.id > state.since)) state.since = message.id;
  if (!message.topic) return;
  heard.set(message.topic, (heard.get(message.topic) || 0) + 1);
  if (!gatherTimer) gatherTimer = setTimeout(flush, GATHER_MS);
}

function subscribe(force = false) {
  const topics = topicsOnPage();
  const wanted = topics.join(" ");
  if (!state.socket || state.socket.readyState !== WebSocket.OPEN || (!force && wanted === state.subscribed)) return;
  state.subscribed = wanted;
  state.socket.send(JSON.stringify({ since: state.since, topics }));
}

async function poll() {
  const query = new URLSearchParams();
  if (state.since !== null) query.append("id", String(state.since));
  topicsOnPage().forEach((topic) => query.append("topics", topic));
  try {
    const answer = await fetch(`${page.pollUrl}?${query}`, { headers: { Accept: "application/json" } });
    state.expired = answer.redirected || answer.status === 401;
    if (state.expired) {
      show("expired");
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    (told.messages || []).forEach(arrived);
    if (typeof told.id === "number" && (state.since === null || told.id > state.since)) state.since = told.id;
    if (pollTimer) show(state.everOpen ? "lost" : "polling");
  } catch (error) {
    console.info("No answer from the server; the next try follows.", error);
  }
}

function startPolling() {
  if (!state.expired) show(state.everOpen ? "lost" : "polling");
  if (pollTimer) return;
  pollTimer = setInterval(poll, POLL_MS);
  poll();
}

function stopPolling() {
  clearInterval(pollTimer);
  pollTimer = 0;
}

function retry() {
  clearTimeout(retryTimer);
  const blocked = state.expired || (!state.everOpen && state.refused >= 2);
  const wait = blocked ? BLOCKED_RETRY_MS : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** state.tries) * (0.75 + Math.random() / 2);
  state.tries += 1;
  retryTimer = setTimeout(connect, wait);
}

function connect() {
  clearTimeout(retryTimer);
  if (state.socket && state.socket.readyState <= WebSocket.OPEN) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  let opened = false;
  let socket;
  try {
    socket = new WebSocket(`${scheme}//${location.host}${page.liveUrl}`);
  } catch (error) {
    console.info("Sockets are not possible here.", error);
    state.refused = 2;
    startPolling();
    return;
  }
  state.socket = socket;
  socket.addEventListener("open", () => {
    opened = true;
    Object.assign(state, { refused: 0, tries: 0, everOpen: true, expired: false });
    stopPolling();
    show("live");
    subscribe(true);
  });
  socket.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    (Array.isArray(told) ? told : [told]).forEach(arrived);
  });
  socket.addEventListener("close", (event) => {
    if (state.socket === socket) state.socket = null;
    if (event.code === NOT_SIGNED_IN) {
      state.expired = true;
      show("expired");
    }
    if (!opened) state.refused += 1;
    if (state.refused >= 2) startPolling();
    else if (!state.expired) show("connecting");
    retry();
  });
}

function awake() {
  const slept = state.hiddenAt && Date.now() - state.hiddenAt > SLEPT_MS;
  state.hiddenAt = 0;
  // After a sleep the socket may be dead without knowing it.
  if (slept && state.socket) state.socket.close();
  state.tries = 0;
  connect();
  subscribe(true);
  poll();
}

/** Starts on pages of people who are signed in; elsewhere there is nothing to listen to. */
export function startLive() {
  if (!page.liveUrl) return;
  state.since = page.liveSince ? Number(page.liveSince) : null;
  show("connecting");
  connect();
  window.addEventListener("online", awake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") awake();
    else state.hiddenAt = Date.now();
  });
  ["htmx:afterSettle", "duban:replaced"].forEach((name) => document.addEventListener(name, () => subscribe()));
  setInterval(() => {
    if (document.visibilityState === "visible" && !pollTimer) poll();
  }, SWEEP_MS);
}
