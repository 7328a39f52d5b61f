// 存成图片: draws the card of the page on a canvas in the phone's own fonts, as an image to press
// long: WeChat ignores [download], the policy allows no blob:. Where that fails the card stays.
// Letters of 62 have 16 pixels and more on a phone that is 320 wide.
const [W, EDGE, CODE, TEXT] = [1080, 72, 320, 62];
const WIDE = W - 2 * EDGE;
const [INK, BRAND] = ['#1a2320', '#0c5646'];
const card = document.querySelector('[data-picture]');
// A figure with its unit, a part of an address, or one sign, with the marks that may not begin a line.
const PIECES = /(?:(?:[\d.,%–-]+ ?[元岁年月日起]{0,2})+|[\w.:-]{1,16}\/?|[（“《]?[^])[，。；：、）”》！？]*/g;
const plain = (part) => part.textContent.replace(/\s+/g, ' ').trim();
const texts = (name) => [...card.querySelectorAll(`[data-draw=${name}]`)].map(plain);

function draw() {
  const canvas = document.createElement('canvas');
  canvas.width = W;
  const pen = canvas.getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const box = (colour, ...at) => { pen.fillStyle = colour; pen.fillRect(...at); };
  const long = (text) => pen.measureText(text.trim()).width;

  // Writes texts under each other from y, large or green ones bold; returns where they end.
  function write(name, y, size = TEXT, ink = INK, x = EDGE) {
    pen.font = `${ink === BRAND || size > TEXT ? 'bold ' : ''}${size}px ${family}`;
    pen.fillStyle = ink;
    texts(name).forEach((text) => {
      let line = '';
      text.match(PIECES).concat('').forEach((piece) => {
        if (piece && (!line || long(line + piece) <= W - EDGE - x)) { line += piece; return; }
        pen.fillText(line.trim(), x, y + size * 1.05);
        y += size * 1.4;
        line = piece;
      });
      y += TEXT * 0.35;
    });
    return Math.ceil(y);
  }

  // In one line, as large as there is room.
  function large(name, y) {
    pen.font = `bold 210px ${family}`;
    const size = Math.floor(210 * Math.min(1, WIDE / long(texts(name).join(''))));
    return write(name, y, size, BRAND);
  }

  function code(y) {
    const svg = card.querySelector('svg');
    const unit = CODE / svg.viewBox.baseVal.width;
    box('#fff', EDGE, y, CODE, CODE);
    svg.firstElementChild.getAttribute('d').replace(/M(\d+) (\d+)h(\d+)/g, (_, left, top, run) => {
      const at = [EDGE + left * unit, y + top * unit].map(Math.floor);
      box('#000', ...at, Math.ceil(run * unit), Math.ceil(unit));
    });
  }

  // Returns how high all of it is.
  function layout() {
    let y = write('site', 54, TEXT, BRAND);
    y = write('place', y, 80);
    y = large('figure', write('lead', y) - 30);
    y = write('words', y, 92, BRAND);
    y = write('so', large('call', y)) + 20;
    box('#9cbfb0', EDGE, y, WIDE, 4);
    box('#9cbfb0', EDGE, y + 10, WIDE, 4);
    y = write('line', y + 40) + 40;
    code(y);
    y = Math.max(y + CODE, write('scan', y, TEXT, INK, EDGE + CODE + 30));
    return write('foot', y + 20) + 40;
  }

  const H = layout();
  canvas.height = H;
  box('#fffdf7', 0, 0, W, H);
  box(BRAND, 0, 0, 12, H);
  box(BRAND, 20, 0, 6, H);
  layout();
  const image = new Image(W, H);
  image.src = canvas.toDataURL('image/png');
  return image;
}

try {
  const image = draw();
  if (image.src.length < 999) throw new Error('nothing drawn');
  image.alt = plain(card);
  image.className = 'keepsake';
  card.parentNode.insertBefore(image, card);
  card.hidden = true;
  document.querySelector('[data-how]').textContent = matchMedia('(pointer: fine)').matches
    ? '在下面的图上点右键，另存成图片。' : '用手指长按下面的图，就能保存或者转发。';
} catch (refused) {
  document.querySelector('[data-live]').textContent = '这部手机画不出图，截一张屏也能留着下面的卡片。';
}
