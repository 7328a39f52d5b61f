// 没网也能看, for who asked for it (static/js/remember.js): answered at /offline.js. It asks the
// network first, always; what it kept is for when there is none. Kept are the last pages that the
// site lets everybody keep, without parameters: no calculation, no letter, nothing of editors.
const NEVER = /^\/(report|display|embed|api|data)\//;
// Words of a page may look like a file: never one with ../ in it, which may lie anywhere.
const NEEDED = /\/(static\/[\w/-]+(\.[\w-]+)+|mark\.svg)/g;
const PAGES = 20;
const FILES = 60;

const head = (response, name) => response.headers.get(name) || '';
const isPage = (response) => /html/.test(head(response, 'content-type'));
const mayKeep = (response) => response.ok && !response.redirected && isPage(response)
  && /^public/.test(head(response, 'cache-control'));
// The day in China, as data-until has it; and as people say it.
const dayOf = (time) => new Date(+new Date(time) + 288e5).toISOString().slice(0, 10);
const said = (day) => day.replace(/-0?(\d+)-0?/, '年$1月') + '日';

// What was put in first goes out first.
async function trim(store, most) {
  const all = await store.keys();
  for (const old of all.slice(0, -most)) await store.delete(old);
}

// Keeps a page, and the files without which it would look broken.
async function keep(address, response) {
  const html = await response.clone().text();
  const files = await caches.open('yibao-files');
  await files.addAll(new Set(html.match(NEEDED)));
  await trim(files, FILES);
  const pages = await caches.open('yibao-pages');
  await pages.put(address, response);
  await trim(pages, PAGES);
}

// What was kept, with its day; without any figure once one of them may no longer be shown.
async function kept(request) {
  const found = await caches.match(request, { ignoreVary: true });
  if (!found || !isPage(found)) return found || Response.error();
  const html = await found.text();
  const until = (html.match(/ data-until="(.+?)"/) || [])[1];
  const late = until < dayOf(Date.now());
  const note = `<p class="note" role="status">您没有连上网，这是${said(dayOf(head(found, 'date')))}存下的。</p>`;
  const instead = late && `<h1>需核实</h1><p>这一页的数只管到${said(until)}。连上网再看，或者打 <a href="tel:12393">12393</a> 问。</p>`;
  return new Response(
    html.replace(/<title>[^]*?</, (title) => (late ? '<title>需核实<' : title))
      .replace(/(<main.*?>)([^]*)(?=<\/main>)/, (all, main, body) => main + note + (instead || body)),
    { headers: found.headers },
  );
}

addEventListener('install', (event) => {
  event.waitUntil(fetch('/').then((home) => mayKeep(home) && keep('/', home)));
});
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || search || NEVER.test(pathname)) return;
  // A browser's own store may answer a page that is minutes old, and nobody would know.
  const asked = fetch(request, request.mode === 'navigate' ? { cache: 'no-cache' } : {})
    .then((response) => [response, mayKeep(response) && response.clone()]);
  event.respondWith(asked.then(([response]) => response, () => kept(request)));
  event.waitUntil(asked.then(([, copy]) => copy && keep(request, copy)).catch(() => {}));
});
