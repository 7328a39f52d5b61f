// 记住这个地方: on this phone only, and only where a reader asked for it. One place, its address and
// name; /about/privacy/ says so. Without script, or where the phone keeps nothing, nothing is shown.
const KEY = 'yibao-place';
const { hash, pathname } = location;
const one = (name) => document.querySelector(name);
const say = (words) => { one('[data-live]').textContent = words; };
const keep = (name) => localStorage.setItem(KEY, JSON.stringify({ path: pathname, name }));
const forget = () => localStorage.removeItem(KEY);

// What is kept; null where nothing is, nothing of ours, or where the phone forbids it.
function kept() {
  try {
    const place = JSON.parse(localStorage.getItem(KEY));
    return /^\/regions(\/[a-z0-9-]+){1,2}\/$/.test(place.path) && place.name.trim() && place;
  } catch (broken) { return null; }
}

// Puts words on a button for four seconds.
function tell(label, words, paint) {
  label.textContent = words;
  say(words);
  setTimeout(paint, 4000);
}

const place = kept();

// On a place's page: keep it, or forget it again. Storage that is forbidden or full throws.
function setup(button) {
  const label = button.querySelector('[data-label]');
  const name = button.dataset.remember;
  const before = localStorage.getItem(KEY);
  localStorage.setItem(KEY, before || '');
  if (!before) forget();
  let here = place && place.path === pathname;
  // The first page sent its reader to an address that leads here by now: that place was merged.
  if (hash[1] === '/') history.replaceState(null, '', pathname + location.search);
  if (place && !here && hash === `#${place.path}`) {
    keep(name);
    here = true;
    say(`${place.name}现在归${name}，改记${name}`);
    one('main').insertAdjacentHTML('afterbegin', '<p class="note"></p>');
    one('.note').textContent = one('[data-live]').textContent;
  }
  const paint = () => { label.textContent = here ? '不再记这里' : '记住这个地方'; };
  paint();
  button.hidden = false;
  button.addEventListener('click', () => {
    let words = here ? '手机不让删，还记着' : '手机不让记，没记住';
    try {
      if (here) forget(); else keep(name);
      here = !here;
      words = here ? '记住了，首页能看到' : '已经忘掉';
    } catch (refused) {
      // The words are there.
    }
    tell(label, words, paint);
  });
}

try {
  setup(one('[data-remember]'));
} catch (refused) {
  // There is no button, or it stays hidden.
}

// On the first page: the way there. Where nothing is found: that just this address was kept.
const line = one('[data-remembered]');
if (line && place && (!line.dataset.remembered || place.path === pathname)) {
  const [link, no] = line.querySelectorAll('a, b, button');
  link.href = `${place.path}#${place.path}`;
  link.textContent = place.name;
  line.hidden = false;
  no.addEventListener('click', () => {
    try {
      forget();
      line.hidden = true;
      say('不再记了');
      one('.finder input').focus();
    } catch (refused) {
      tell(no, '手机不让删，没删掉', () => { no.textContent = '不再记'; });
    }
  });
}

// 没网也能看: a worker of the browser (static/js/offline/worker.js), where a reader asked for it.
// The page of the place that is remembered, or this one, is kept at once.
const worker = navigator.serviceWorker;
const offline = one('[data-offline]');
async function setupOffline() {
  let on = await worker.getRegistration();
  const words = offline.textContent;
  const paint = () => { offline.textContent = on ? '不再存网页' : words; };
  paint();
  offline.hidden = false;
  worker.addEventListener('controllerchange', () => fetch(place ? place.path : pathname));
  offline.addEventListener('click', async () => {
    try {
      if (on) {
        await on.unregister();
        await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
        on = 0;
      } else on = await worker.register('/offline.js');
      tell(offline, on ? '看过的页会存下' : '已经删掉', paint);
    } catch (refused) { tell(offline, '手机不让存', paint); }
  });
}
if (offline && worker) setupOffline().catch(() => {});
