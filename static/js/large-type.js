// 大字版: works as a plain link to /display/…; with JS it switches in place and remembers the choice.
const KEY = 'type';
const root = document.documentElement;
const link = document.querySelector('[data-large-toggle]');

function paint(on) {
  if (on) root.dataset.type = 'large'; else delete root.dataset.type;
  if (!link) return;
  link.querySelector('[data-label]').textContent = on ? '标准版' : '大字版';
  // in large type the steps people use most are all unfolded
  document.querySelectorAll('details[data-main]').forEach((d) => { if (on) d.open = true; });
}

if (link) link.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const on = root.dataset.type !== 'large';
  document.cookie = `${KEY}=large;path=/;max-age=${on ? 31536000 : 0};samesite=lax`;
  paint(on);
  document.querySelector('[data-live]').textContent = on ? '已换成大字版' : '已换回标准版';
});
