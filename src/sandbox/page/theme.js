import { remembered } from './dom.js';

/** Light, dark, or what the system says. */
export function startTheme() {
  const select = document.querySelector('#theme');
  const choose = (theme) => {
    document.documentElement.dataset.theme = theme;
    remembered.set('theme', theme);
  };
  select.value = remembered.get('theme', 'auto');
  choose(select.value || 'auto');
  select.addEventListener('change', () => choose(select.value));
}
