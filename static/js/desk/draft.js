// What an editor types is kept in this browser until it is saved, and offered after a return. Never
// passwords, codes, files or tokens; forms of accounts have no such marker. Leaving asks first.
const KEY = 'yibao-desk:';
const WEEK = 7 * 24 * 3600 * 1000;
const LONGEST = 300000;
const marker = document.querySelector('[data-draft]');
const form = marker && marker.closest('form');
// Where the editors' pages are.
const { desk } = document.querySelector('script[data-desk]').dataset;
// Where the browser forbids it nothing is kept; leaving still asks.
let store = { getItem: () => null, setItem() {}, removeItem() {} };
try { store = localStorage || store; } catch (forbidden) { /* as above */ }
const drafts = () => Object.keys(store).filter((key) => key.startsWith(KEY));

// The server names the form that it saved: its draft is no longer needed.
const saved = /(?:^|; )desk_saved=([^;]*)/.exec(document.cookie);
if (saved) {
  document.cookie = `desk_saved=; path=${desk}; max-age=0`;
  store.removeItem(KEY + decodeURIComponent(saved[1]));
}
const logout = document.querySelector('#logout-form');
let forgotten = false;
if (logout) {
  logout.addEventListener('submit', () => {
    forgotten = true;
    drafts().forEach((key) => store.removeItem(key));
  });
}

function parsed(key) {
  try { return JSON.parse(store.getItem(key)); } catch (broken) { return null; }
}

const field = (name) => form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
// A tick of a reviewer holds for what was shown then, so it is not brought back.
const SKIPPED = /^(csrfmiddlewaretoken|form_owner|asked|seen$|confirmed$|doubt-|kept_|choose-|_)|password|__prefix__/;
const isKept = (one) => one.name && !SKIPPED.test(one.name) && !/file|submit|button|password/.test(one.type);

// The form as names with values; of a list of choices the words too, as they may have to be added.
function filled() {
  const data = {};
  for (const one of form.elements) {
    if (!isKept(one)) continue;
    const values = data[one.name] || (data[one.name] = []);
    if (/checkbox|radio/.test(one.type)) {
      if (one.checked) values.push(one.value);
    } else if (one.options) {
      for (const o of one.selectedOptions) values.push([o.value, o.text]);
    } else values.push(one.value);
  }
  return data;
}

// What a person sees above a field, also above a column; nothing for what nobody types.
function label(one) {
  if (/hidden|checkbox|radio/.test(one.type)) return '';
  const table = one.closest('table');
  const column = one.name.split('-').pop();
  const above = table ? table.querySelector(`.column-${column}`) : one.labels[0];
  return above ? above.textContent.trim().replace(/[:：]$/, '') : column;
}

// What was typed, to be copied where there is no form that takes it.
function told(draft) {
  const list = document.createElement('dl');
  for (const [name, values] of Object.entries(draft.data)) {
    const above = (draft.labels || {})[name];
    const words = values.map((one) => (Array.isArray(one) ? one[1] : one)).filter(Boolean).join('\n');
    if (!above || !words) continue;
    list.appendChild(document.createElement('dt')).textContent = above;
    list.appendChild(document.createElement('dd')).textContent = words;
  }
  return list;
}

function moment(draft) {
  const at = new Date(draft.at);
  const two = (n) => String(n).padStart(2, '0');
  const day = at.toDateString() === new Date().toDateString() ? '' : `${at.getMonth() + 1}月${at.getDate()}日 `;
  return `${day}${two(at.getHours())}:${two(at.getMinutes())}`;
}

function button(words, then) {
  const made = document.createElement('button');
  Object.assign(made, { type: 'button', className: 'button', textContent: words });
  made.addEventListener('click', then);
  return made;
}

function fill(data) {
  for (const name of Object.keys(data).filter((n) => n.endsWith('-TOTAL_FORMS'))) {
    const add = document.querySelector(`#${CSS.escape(name.slice(0, -12))}-group .add-row a`);
    for (let n = 0; add && n < 40 && Number(field(name)[0].value) < Number(data[name][0]); n += 1) add.click();
  }
  for (const [name, values] of Object.entries(data)) {
    for (const one of field(name)) {
      if (!isKept(one)) continue;
      if (/checkbox|radio/.test(one.type)) one.checked = values.includes(one.value);
      else if (one.options) {
        for (const [value, text] of values) {
          if (![...one.options].some((o) => o.value === value)) one.add(new Option(text, value));
        }
        for (const o of one.options) o.selected = values.some((pair) => pair[0] === o.value);
      } else [one.value] = values;
      one.dispatchEvent(new Event('change', { bubbles: true }));
      const more = one.value && one.closest('details');
      if (more) more.open = true;
    }
  }
}

function start() {
  const key = `${KEY}${marker.dataset.draft}`;
  const now = () => JSON.stringify(filled());
  const opened = now();
  const was = JSON.parse(opened);
  let waiting = 0;
  let leaving = false;
  let sent = null;
  // An offer that is not answered yet is not written over: what is typed meanwhile stands before it.
  const state = { key, opened, offered: null };
  const isChanged = () => 'bound' in marker.dataset || now() !== opened;

  function keep() {
    if (forgotten) return;
    const data = filled();
    const labels = {};
    for (const one of form.elements) {
      const typed = isKept(one) && JSON.stringify(data[one.name]) !== JSON.stringify(was[one.name]);
      if (typed && !labels[one.name]) labels[one.name] = label(one);
    }
    const before = state.offered || undefined;
    const text = JSON.stringify({ at: Date.now(), data, labels, title: document.title.split('|')[0].trim(), before });
    try {
      if (JSON.stringify(data) === opened) {
        if (before) store.setItem(key, JSON.stringify(before));
        else store.removeItem(key);
      } else if (text.length < LONGEST) store.setItem(key, text);
      else throw new RangeError('too long');
    } catch (full) {
      marker.textContent = '浏览器存不下了：请常按保存。';
    }
  }
  function typed() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  }
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  form.addEventListener('submit', keep);
  // Another form with the same address is the other way to decide the same (a review).
  document.addEventListener('submit', (event) => {
    sent = event.target;
    leaving = sent === form || sent.action === form.action;
  });
  // What is typed beside the form goes with a button of its own: leaving by another loses it.
  const isUnsent = () => [...document.querySelectorAll('.notes textarea')]
    .some((one) => one.form !== sent && one.value.trim());
  addEventListener('beforeunload', (event) => {
    const loses = (!leaving && isChanged()) || isUnsent();
    if (loses && !leaving) keep();
    sent = null; // who stays, and then leaves by a link, is asked again
    leaving = false;
    if (!loses) return;
    event.preventDefault();
    event.returnValue = '';
  });
  return state;
}

// Asks whether to go on with what was typed here earlier and not saved.
function offer(state) {
  const { key, opened } = state;
  const draft = parsed(key);
  if (!draft || 'bound' in marker.dataset || JSON.stringify(draft.data) === opened) return;
  if (![...form.elements].some((one) => isKept(one) && one.type !== 'hidden')) {
    marker.textContent = `这里有您 ${moment(draft)} 没存的。这一条现在不能直接改（可能提交了、发布了），要紧的请先抄下来：`;
    marker.append(told(draft), button('抄好了，不要了', () => { marker.textContent = ''; store.removeItem(key); }));
    return;
  }
  const version = (field('opened_version')[0] || {}).value;
  const moved = version && String(draft.data.opened_version) !== version;
  const asked = `这里有您 ${moment(draft)} 没存的，要接着写吗？`;
  const merges = '这一条后来有人存过：您接着写的，保存的时候和现在的合在一起，两边都改了的会问您。';
  const done = () => { marker.textContent = ''; state.offered = null; };
  const goOn = (one) => () => { done(); fill(one.data); };
  const yes = button('接着写', goOn(draft));
  yes.classList.add('default');
  const row = document.createElement('p');
  row.append(yes, ' ');
  if (draft.before) row.append(button(`接着写更早的（${moment(draft.before)}）`, goOn(draft.before)), ' ');
  row.append(button('不要了', () => { done(); store.removeItem(key); form.dispatchEvent(new Event('change')); }));
  marker.appendChild(document.createElement('p')).textContent = moved ? asked + merges : asked;
  marker.append(row);
  state.offered = Object.assign({}, draft, { before: undefined });
}

for (const key of drafts()) {
  const draft = parsed(key);
  if (!draft || !(Date.now() - draft.at < WEEK)) store.removeItem(key);
}
// The index lists what this person has not saved: its row may be gone by now, and its form too.
function list(place) {
  const own = `${KEY}${place.dataset.unsaved}:`;
  for (const key of drafts().filter((one) => one.startsWith(`${own}${desk}`))) {
    const draft = parsed(key);
    const box = document.createElement('details');
    const open = document.createElement('a');
    const name = draft.title || key.slice(own.length);
    box.appendChild(document.createElement('summary')).textContent = `您 ${moment(draft)} 写了没存的：${name}`;
    Object.assign(open, { className: 'button', href: key.slice(own.length), textContent: '打开那一页接着写' });
    box.append(told(draft), open, button('不要了', () => { box.remove(); store.removeItem(key); }));
    place.append(box);
  }
}
const place = document.querySelector('[data-unsaved]');
if (place) list(place);

if (form) {
  const state = start(); // at once: what is typed while pictures still load counts too
  // After load: Django's own script has added its buttons for further rows by then.
  addEventListener('load', () => offer(state));
}
