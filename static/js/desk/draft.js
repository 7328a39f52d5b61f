// What an editor types is kept in this browser until it is saved, and offered after a return. Never
// passwords, codes, files or tokens; forms of accounts have no such marker. Leaving asks first.
const KEY = 'yibao-desk:';
const WEEK = 7 * 24 * 3600 * 1000;
const LONGEST = 300000;
const marker = document.querySelector('[data-draft]');
const form = marker && marker.closest('form');
// Where the browser forbids it nothing is kept; leaving still asks.
let store = { getItem: () => null, setItem() {}, removeItem() {} };
try { store = localStorage; } catch (forbidden) { /* as above */ }
const drafts = () => Object.keys(store).filter((key) => key.startsWith(KEY));

// The server names the form that it saved: its draft is no longer needed.
const saved = /(?:^|; )desk_saved=([^;]*)/.exec(document.cookie);
if (saved) {
  document.cookie = 'desk_saved=; path=/admin/; max-age=0';
  const ending = `:${decodeURIComponent(saved[1])}`;
  drafts().filter((key) => key.endsWith(ending)).forEach((key) => store.removeItem(key));
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
const SKIPPED = /^(csrfmiddlewaretoken|form_owner|asked|kept_|choose-|_)|password|__prefix__/;
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

// What differs from the form as it was opened, as labels with texts: to be read where it cannot be filled in.
function typedSince(opened, data) {
  const before = JSON.parse(opened);
  const inWords = (values) => values.map((value) => (Array.isArray(value) ? value[1] : value)).join('、');
  return Object.keys(data).filter((name) => JSON.stringify(data[name]) !== JSON.stringify(before[name])).map((name) => {
    const [one] = field(name);
    const label = one.type !== 'hidden' && one.labels && one.labels[0] ? one.labels[0].textContent.trim() : '';
    return [label, inWords(data[name])];
  }).filter(([label, text]) => label && text);
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
  let waiting = 0;
  let leaving = false;
  // An offer that is not answered yet is not written over: what is typed meanwhile stands before it.
  const state = { key, opened, offered: null };
  const isChanged = () => 'bound' in marker.dataset || now() !== opened;

  function keep() {
    if (forgotten) return;
    const data = filled();
    const before = state.offered || undefined;
    const text = JSON.stringify({ at: Date.now(), data, before, typed: typedSince(opened, data) });
    try {
      if (JSON.stringify(data) === opened) {
        if (before) store.setItem(key, JSON.stringify(before));
        else store.removeItem(key);
      } else if (text.length < LONGEST) store.setItem(key, text);
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
  form.addEventListener('submit', () => { keep(); leaving = true; });
  addEventListener('pageshow', () => { leaving = false; });
  addEventListener('beforeunload', (event) => {
    if (leaving || !isChanged()) return;
    keep();
    event.preventDefault();
    event.returnValue = '';
  });
  return state;
}

// 10:06, or 11月29日 10:06.
function moment(time) {
  const at = new Date(time);
  const two = (n) => String(n).padStart(2, '0');
  const day = at.toDateString() === new Date().toDateString() ? '' : `${at.getMonth() + 1}月${at.getDate()}日 `;
  return `${day}${two(at.getHours())}:${two(at.getMinutes())}`;
}

// Says what was typed where the row can no longer be changed: it was handed in or published meanwhile.
function showTyped(draft) {
  marker.firstChild.textContent = `这里有您 ${moment(draft.at)} 没存的，可是这一条现在不能直接改了（可能提交了、发布了）。要紧的请抄下来，退回来或者另起修改稿再填：`;
  const list = document.createElement('dl');
  for (const [label, text] of draft.typed || []) {
    list.append(Object.assign(document.createElement('dt'), { textContent: label }));
    list.append(Object.assign(document.createElement('dd'), { textContent: text }));
  }
  marker.firstChild.after(list);
}

// Asks whether to go on with what was typed here earlier and not saved.
function offer(state) {
  const { key, opened } = state;
  const draft = parsed(key);
  if (!draft || 'bound' in marker.dataset || JSON.stringify(draft.data) === opened) return;
  const version = (field('opened_version')[0] || {}).value;
  const moved = version && String(draft.data.opened_version) !== version;
  marker.innerHTML = '<p></p><p><button type="button" class="button default">接着写</button> <button type="button" class="button">不要了</button></p>';
  const asked = `这里有您 ${moment(draft.at)} 没存的，要接着写吗？`;
  const merges = '这一条后来有人存过：您接着写的，保存的时候和现在的合在一起，两边都改了的会问您。';
  marker.firstChild.textContent = moved ? asked + merges : asked;
  const [yes, no] = marker.querySelectorAll('button');
  const done = () => { marker.textContent = ''; state.offered = null; };
  const goOn = (one) => { done(); fill(one.data); };
  yes.addEventListener('click', () => goOn(draft));
  no.addEventListener('click', () => { done(); store.removeItem(key); form.dispatchEvent(new Event('change')); });
  if (draft.before) {
    const earlier = document.createElement('button');
    Object.assign(earlier, { type: 'button', className: 'button', textContent: `接着写更早的（${moment(draft.before.at)}）` });
    earlier.addEventListener('click', () => goOn(draft.before));
    no.before(earlier, ' ');
  }
  state.offered = { at: draft.at, data: draft.data, typed: draft.typed };
  if (!Object.keys(draft.data).some((name) => field(name)[0] && field(name)[0].type !== 'hidden')) {
    showTyped(draft);
    yes.remove();
  }
}

for (const key of drafts()) {
  const draft = parsed(key);
  if (!draft || !(Date.now() - draft.at < WEEK)) store.removeItem(key);
}
// After load: Django's own script has added its buttons for further rows by then.
if (form) addEventListener('load', () => offer(start()));
