// Tells when the session is about to end, and who else has the row open.
const line = document.querySelector('[data-left]');
const others = document.querySelector('[data-beat]');
const MINUTES = 10;
const ends = line && Date.now() + line.dataset.left * 1000;
const isOver = () => ends && Date.now() >= ends;

function say(words) {
  if (line.textContent !== words) line.textContent = words;
}

function look() {
  const left = Math.ceil((ends - Date.now()) / 60000);
  if (left <= 0) say('登录过期了。接着写没关系：保存的时候先问密码，您填的不会丢。');
  else if (left <= MINUTES) say(`再过 ${left > 5 ? MINUTES : 5} 分钟，这次登录就到期了。能存的请先存一次；没来得及也不会丢，到时候先问密码，再接着办。`);
}

if (line && line.dataset.left) {
  look();
  setInterval(look, 15000);
  document.addEventListener('visibilitychange', look);
}

function body(gone) {
  const form = new FormData();
  const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
  const { model, row } = others.dataset;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, model, row, gone })) form.append(name, value);
  return form;
}

async function beat() {
  if (document.hidden || isOver()) return;
  try {
    const answer = await fetch(others.dataset.beat, { method: 'POST', body: body(''), redirect: 'error' });
    if (answer.ok) others.textContent = (await answer.json()).said;
  } catch (offline) {
    // The next one will tell.
  }
}

if (others) {
  let submitted = false;
  document.addEventListener('submit', () => { submitted = true; });
  setInterval(beat, 60000);
  addEventListener('pagehide', () => {
    if (!submitted && !isOver()) navigator.sendBeacon(others.dataset.beat, body('1'));
  });
}
