// On every page: large type without a new page, and nothing folded on paper.

// 大字版: works as a plain link to /display/…; with JS it switches in place and remembers the choice.
const KEY = 'type';
const root = document.documentElement;
const link = document.querySelector('[data-large-toggle]');

function paint(on) {
  if (on) root.dataset.type = 'large'; else delete root.dataset.type;
  link.querySelector('[data-label]').textContent = on ? '标准版' : '大字版';
}

if (link) link.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const on = root.dataset.type !== 'large';
  document.cookie = `${KEY}=large;path=/;max-age=${on ? 31536000 : 0};samesite=lax`;
  paint(on);
  document.querySelector('[data-live]').textContent = on ? '已换成大字版' : '已换回标准版';
});

// Paper cannot be unfolded: what is folded is open while it prints.
let folded = [];
function unfold() {
  folded = [...document.querySelectorAll('details:not([open])')];
  folded.forEach((part) => { part.open = true; });
}
function fold() { folded.forEach((part) => { part.open = false; }); }
if ('onbeforeprint' in window) {
  addEventListener('beforeprint', unfold);
  addEventListener('afterprint', fold);
} else {
  // old WebKit
  matchMedia('print').addListener((paper) => { if (paper.matches) unfold(); else fold(); });
}
