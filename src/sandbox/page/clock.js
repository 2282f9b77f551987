import { get, post } from './api.js';

const group = document.querySelector('.clock');
const time = document.querySelector('#clock');
const skip = document.querySelector('#skip-wait');
const notice = document.querySelector('#notice');

let offset;
let due;

const now = () => new Date(Date.now() + offset);
const clockText = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const shortText = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const longText = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function draw() {
  if (offset === undefined) return;
  time.textContent = clockText.format(now());
  time.dateTime = now().toISOString();
  const waits = due !== undefined && due.getTime() > Date.now() + offset;
  skip.hidden = !waits;
  if (waits) skip.textContent = `Skip the wait (to ${until(due)})`;
}

const until = (when) =>
  (when.toDateString() === now().toDateString() ? shortText : longText).format(when);

const dateIn = (value) => {
  const date = new Date(value ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** The time, wherever the state carries it. */
const timeIn = ({ clock, now: plain }) => dateIn(clock?.now ?? clock ?? plain);

async function look() {
  const state = await get('/sandbox/state').catch(() => undefined);
  const told = state && timeIn(state);
  group.hidden = told === undefined;
  if (told === undefined) return;
  offset = told.getTime() - Date.now();
  due = dateIn(state.nextDue);
  draw();
}

async function advance(duration) {
  await post('/sandbox/clock', { advance: duration }).catch((error) => {
    notice.textContent = error.message;
    notice.hidden = false;
  });
  await look();
}

/** Shows the sandbox's time and lets it be advanced; without such a clock nothing is shown. */
export function startClock() {
  for (const button of group.querySelectorAll('[data-advance]'))
    button.addEventListener('click', () => advance(button.dataset.advance));
  // One second more, so that what is due is due and not just about to be.
  skip.addEventListener('click', () =>
    advance(`PT${Math.max(1, Math.ceil((due.getTime() - now().getTime()) / 1000) + 1)}S`),
  );
  setInterval(draw, 1000);
  setInterval(() => document.hidden || look(), 3000);
  void look();
}
