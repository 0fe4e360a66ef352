"use strict";
// The chat page. All text from the bot goes in as text nodes; nothing is ever parsed as HTML.

const $ = (id) => document.getElementById(id);
const chat = $("chat"), text = $("text");
const LONG = 400, GAP = 300;
let persona = "citizen", titles = {}, last = 0, shownAt = 0, round = 0;

function element(tag, name, content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (content !== undefined) made.textContent = content;
  return made;
}

function linked(content) {
  const parts = document.createDocumentFragment();
  let end = 0;
  for (const found of content.matchAll(/https?:\/\/[\w.:\-\[\]]+(?:\/[\w\-./?=&%#~+]*)?/g)) {
    parts.append(content.slice(end, found.index));
    const link = element("a", "", found[0]);
    link.href = found[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    parts.append(link);
    end = found.index + found[0].length;
  }
  parts.append(content.slice(end));
  return parts;
}

function size(bytes) {
  return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
}

function face(mine) {
  const made = element("div", "face" + (mine ? " " + persona : ""), mine ? titles[persona].slice(0, 1) : undefined);
  made.setAttribute("aria-hidden", "true");
  if (!mine) {
    const picture = element("img");
    picture.src = "/dev/account.svg";
    picture.alt = "";
    made.append(picture);
  }
  return made;
}

function file(bubble) {
  const card = element("div", "bubble card");
  const words = element("div");
  words.append(element("b", "", bubble.text), element("small", "", bubble.kind === "file" ? size(Number(bubble.detail)) : "照片"));
  card.append(words);
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", bubble.kind === "file" ? "M6 2h9l4 4v16H6zM15 2v4h4M9 12h6M9 16h6" : "M3 5h18v14H3zM5 17l5-5 3 3 3-3 3 3");
  icon.append(path);
  card.append(icon);
  return card;
}

function stamp(at) {
  if (at - shownAt < GAP) return;
  shownAt = at;
  const moment = new Date(at * 1000);
  chat.append(element("div", "time", moment.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })));
}

function show(bubble) {
  stamp(bubble.at);
  if (bubble.kind === "notice") {
    chat.append(element("div", "notice", bubble.text));
    return;
  }
  const row = element("div", "row " + (bubble.mine ? "mine" : "theirs"));
  row.dataset.id = bubble.id;
  row.append(face(bubble.mine));
  if (bubble.kind !== "text") {
    row.append(file(bubble));
    chat.append(row);
    return;
  }
  const body = element("div", "bubble");
  body.append(linked(bubble.text));
  body.setAttribute("aria-label", (bubble.mine ? "我：" : "年报：") + bubble.text.slice(0, 120));
  row.append(body);
  chat.append(row);
  if (bubble.mine && bubble.text.length > LONG) fold(body);
}

function fold(body) {
  body.classList.add("long");
  const open = element("button", "unfold", "展开全文");
  open.type = "button";
  open.addEventListener("click", () => { body.classList.remove("long"); open.remove(); });
  chat.append(open);
}

// A reply taller than the screen is shown from its first line.
function reveal() {
  const newest = chat.lastElementChild;
  chat.scrollTop = newest && newest.classList.contains("theirs") ? newest.offsetTop - chat.offsetTop - 12 : chat.scrollHeight;
}

async function listen(mine) {
  while (mine === round) {
    try {
      const response = await fetch(`/dev/bubbles?as=${persona}&after=${last}`);
      const bubbles = await response.json();
      if (mine !== round) return;
      for (const bubble of bubbles) {
        show(bubble);
        last = bubble.id;
        $("typing").hidden = !bubble.mine;
      }
      if (bubbles.length) reveal();
    } catch (problem) {
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

async function send(kind, content, attached) {
  const form = new FormData();
  form.append("as", persona);
  form.append("kind", kind);
  form.append("text", content);
  if (attached) form.append("file", attached, attached.name);
  const response = await fetch("/dev/send", { method: "POST", body: form });
  if (!response.ok) {
    chat.append(element("div", "notice", "没有发出：" + (await response.text())));
    chat.scrollTop = chat.scrollHeight;
  }
}

async function become(name) {
  persona = name;
  round += 1;
  last = 0;
  shownAt = 0;
  chat.replaceChildren();
  $("typing").hidden = true;
  const known = await fetch(`/dev/known?as=${persona}`);
  if (!(await known.json()).following) await send("follow", "");
  listen(round);
}

function grow() {
  text.style.height = "auto";
  text.style.height = Math.min(text.scrollHeight, 132) + "px";
  $("send").hidden = !text.value.trim();
  $("more").hidden = !$("send").hidden;
}

function submit() {
  const content = text.value.trim();
  if (!content) return;
  text.value = "";
  grow();
  send("text", content);
}

function options(select, entries, chosen) {
  for (const [value, title] of entries) {
    const option = element("option", "", title);
    option.value = value;
    option.selected = value === chosen;
    select.append(option);
  }
}

function attach(id, kind) {
  $(id).addEventListener("change", async (event) => {
    const chosen = Array.from(event.target.files);
    event.target.value = "";
    $("tray").hidden = true;
    $("more").setAttribute("aria-expanded", "false");
    for (const one of chosen) await send(kind, "", one);
  });
}

async function start() {
  const state = await (await fetch("/dev/state")).json();
  titles = Object.fromEntries(state.personas.map((p) => [p.name, p.title]));
  const asked = new URLSearchParams(location.search).get("as");
  if (asked in titles) persona = asked;
  options($("persona"), Object.entries(titles), persona);
  options($("fault"), Object.entries(state.faults), state.fault);
  $("persona").addEventListener("change", (event) => become(event.target.value));
  $("fault").addEventListener("change", (event) => fetch("/dev/fault", { method: "POST", body: JSON.stringify({ fault: event.target.value }), headers: { "Content-Type": "application/json" } }));
  $("compose").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  $("more").addEventListener("click", () => {
    $("tray").hidden = !$("tray").hidden;
    $("more").setAttribute("aria-expanded", String(!$("tray").hidden));
    reveal();
  });
  $("to-menu").addEventListener("click", () => { $("compose").hidden = true; $("tray").hidden = true; $("menu").hidden = false; });
  $("to-text").addEventListener("click", () => { $("menu").hidden = true; $("compose").hidden = false; text.focus(); });
  for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => send("click", button.dataset.key));
  attach("picture", "picture");
  attach("file", "file");
  await become(persona);
}

start();
