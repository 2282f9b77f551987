/**
 * Runs in the page: every text with its contrast to what lies behind it, and what WCAG AA asks for.
 * A closed expression, for it is sent to the browser as source.
 */
(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const light = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const over = (front, back) =>
    front.slice(0, 3).map((part, index) => part * front[3] + back[index] * (1 - front[3]));
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const own = rgba(getComputedStyle(node).backgroundColor);
    return own[3] > 0.999 ? own : over(own, ground(node.parentElement));
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    const says = texts.currentNode.textContent.trim();
    const skipped = '.unseen, option, :disabled, noscript';
    if (says === '' || !node.checkVisibility() || node.closest(skipped)) continue;
    const style = getComputedStyle(node);
    const back = ground(node);
    const [one, two] = [light(over(rgba(style.color), back)), light(back)];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    found.push({ text: says.slice(0, 40), ratio, needs: large ? 3 : 4.5 });
  }
  return found;
})();
