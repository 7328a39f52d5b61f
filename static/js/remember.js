// 记住这个地方: on this phone only, and only where a reader asked for it. One place, its address and
// name; /about/privacy/ says so. Without script nothing is shown.
const KEY = 'yibao-place';
const live = document.querySelector('[data-live]');
const say = (words) => { if (live) live.textContent = words; };

// What is kept, null where nothing is, or nothing of ours. Throws where the phone forbids it.
function kept() {
  let place = null;
  try { place = JSON.parse(localStorage.getItem(KEY)); } catch (broken) { if (!(broken instanceof SyntaxError)) throw broken; }
  const ours = place && /^\/regions\/[a-z0-9-]+\/(?:[a-z0-9-]+\/)?$/.test(place.path);
  return ours && typeof place.name === 'string' && place.name ? place : null;
}

// On a place's page: keep it, or forget it again.
document.querySelectorAll('[data-remember]').forEach((button) => {
  const label = button.querySelector('[data-label]') || button;
  const path = location.pathname;
  let here = false;
  const paint = () => { label.textContent = here ? '不再记这里' : '记住这个地方'; };
  try { here = (kept() || {}).path === path; } catch (forbidden) { here = false; }
  paint();
  button.hidden = false;
  button.addEventListener('click', () => {
    try {
      if (here) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify({ path, name: button.dataset.remember }));
      here = !here;
      label.textContent = here ? '记住了，首页能看到' : '已经忘掉';
    } catch (refused) { // forbidden, private, or full
      label.textContent = '手机不让记，没记住';
    }
    say(label.textContent);
    setTimeout(paint, 4000);
  });
});

// On the first page: the way there.
document.querySelectorAll('[data-remembered]').forEach((line) => {
  let place = null;
  try { place = kept(); } catch (forbidden) { place = null; }
  if (!place) return;
  const link = line.querySelector('a');
  link.href = place.path;
  link.textContent = place.name.slice(0, 20);
  line.hidden = false;
  line.querySelector('button').addEventListener('click', () => {
    try { localStorage.removeItem(KEY); } catch (refused) { say('手机不让删，没删掉'); return; }
    line.hidden = true;
    say('不再记了');
  });
});
