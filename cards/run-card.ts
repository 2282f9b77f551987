import type { CardElement } from './elements.ts';
import { actionsOf, toggle } from './actions.ts';
import { fit, share, type Room } from './fit.ts';
import {
  badge,
  box,
  bullets,
  buttons,
  card,
  fact,
  facts,
  heading,
  markdown,
  maybe,
  oneWayCount,
} from './parts.ts';
import {
  oneWayDoor,
  remark,
  section,
  signed,
  some,
  subheading,
  text,
  tight,
  typeInstead,
} from './parts.ts';
import type { Card } from './parts.ts';
import { RUN, STEP } from './states.ts';
import { bold, count, escaped, plain } from './text.ts';
import type { RunView } from './views.ts';

type Stage = RunView['stages'][number];
type Step = Stage['steps'][number];

/** Where a run stands: one card that is redrawn in place until the run is over. */
export const runCard = (view: RunView): Card => fit((room) => draw(view, room));

const draw = (view: RunView, room: Room): Card =>
  card(
    [view.title, RUN[view.state].word, view.headline],
    [
      ...top(view, room),
      ...stagesOf(view, room),
      ...unreached(view, room),
      ...typeInstead(view.actions.map((action) => action.text)),
    ],
    actionsOf(view.actions),
  );

/** With more steps than these, what is settled waits behind a button: what goes on is read first. */
const LONG = 15;

function stagesOf(view: RunView, room: Room): readonly CardElement[] {
  const most = shared(view, room);
  const [folded, unfolded] = [foldedOf(most), stageOf(most)];
  const isLong = view.stages.reduce((all, { steps }) => all + steps.length, 0) > LONG;
  // The last stage is where it all comes to: its proof stays in sight.
  const folds = (stage: Stage) =>
    isLong && stage !== view.stages.at(-1) && stage.steps.every(isSettled);
  const drawn = some(
    view.stages,
    room.rows,
    (stage, index) => (folds(stage) ? folded(stage, index) : unfolded(stage)),
    'stage',
    ({ steps }) => steps.some(matters),
  );
  const ids = drawn.flatMap(({ id, isVisible }) =>
    id !== undefined && isVisible === false ? [id] : [],
  );
  return ids.length === 0
    ? drawn
    : [...drawn, buttons([toggle('Show or hide what is settled', ids)])];
}

const isSettled = ({ state }: Step): boolean => state === 'verified' || state === 'attested';

const shared = ({ stages }: RunView, room: Room): Room => ({
  ...room,
  rows: share(
    stages.map(({ steps }) => steps),
    room.rows,
  ),
});

function top(view: RunView, room: Room): readonly CardElement[] {
  const doors = view.stages.flatMap(({ steps }) => steps.filter(isOneWay)).length;
  return [
    heading(view.title),
    remark(view.subject, 200, 'none'),
    badge(RUN[view.state], progress(view)),
    ...maybe(view.headline, Math.max(room.text, 300)),
    ...oneWayCount(doors),
    facts([
      fact('Run', view.run, 80),
      fact('Requested by', view.requester, 120),
      fact('Started', view.startedAt, 80),
    ]),
  ];
}

/** `▰▰▰▱▱ step 4 of 5`: the words say it, the bar only draws it. */
function progress(view: RunView): string {
  const { done, total } = view;
  const cells = Math.max(0, Math.min(total, 10));
  const full = total <= 0 ? 0 : Math.min(cells, Math.floor((Math.max(0, done) / total) * cells));
  return `${'▰'.repeat(full)}${'▱'.repeat(cells - full)} ${words(view)}`.trim();
}

const GOES_ON: readonly RunView['state'][] = ['working', 'waiting', 'your-turn'];

const words = ({ state, done, total }: RunView): string =>
  GOES_ON.includes(state) && done < total
    ? `step ${done + 1} of ${total}`
    : `${done} of ${count(total, 'step')} settled`;

const isOneWay = (step: Step): boolean => step.oneWay !== undefined;

/** Kept on the card longest: what can't be undone and what is not yet settled. */
const matters = (step: Step): boolean =>
  isOneWay(step) || (step.state !== 'verified' && step.state !== 'open');

/** How much of each hidden sentence: it must not crowd out what is in sight. */
const HIDDEN_TEXT = 240;

/** `✓ Vaults · 7 verified, 1 attested`, and its steps hidden below. */
const foldedOf =
  (room: Room) =>
  ({ title, steps }: Stage, index: number): readonly CardElement[] => {
    const hidden = { ...room, dense: true, text: Math.min(room.text, HIDDEN_TEXT) };
    // Why there was no way back is said on the approval; here it is behind them.
    const past = ({ oneWay: _, ...step }: Step): Step => step;
    const lines = some(steps, room.rows, (step) => stepOf(past(step), hidden), 'step');
    return [
      markdown(`✓ ${bold(title, 100)} · ${tally(steps)}`, { color: 'good', separator: true }),
      { ...box(tight(lines, hidden)), id: `settled-${index}`, isVisible: false },
    ];
  };

function tally(steps: readonly Step[]): string {
  const count = (state: Step['state']) => steps.filter((step) => step.state === state).length;
  const [verified, attested] = [count('verified'), count('attested')];
  return [
    ...(verified > 0 ? [`${verified} verified`] : []),
    ...(attested > 0 ? [`${attested} attested`] : []),
  ].join(', ');
}

const stageOf =
  (room: Room) =>
  ({ title, steps }: Stage): readonly CardElement[] => [
    section([
      subheading(title),
      ...tight(
        some(steps, room.rows, (step) => stepOf(step, room), 'step', matters),
        room,
      ),
    ]),
  ];

function stepOf(step: Step, room: Room): readonly CardElement[] {
  const { symbol, word, colour } = STEP[step.state];
  const door = step.oneWay === undefined ? [] : [oneWayDoor(step.oneWay, room.text)];
  const says = noted(word, step.note, room);
  if (room.dense)
    return [markdown(`${symbol} ${escaped(step.title, room.text)} · ${says}`), ...door];
  return [
    signed(markdown(symbol, { color: colour }), [
      text(step.title, room.text),
      markdown(says, { size: 'small', isSubtle: true, spacing: 'none' }),
      ...door,
    ]),
  ];
}

/** `**Verified** 12:07: …`; a note that begins with the state's word does not say it twice. */
function noted(word: string, note: string | undefined, room: Room): string {
  const says = plain(note ?? '', room.text);
  if (says === '') return `**${word}**`;
  const repeats = says.toLowerCase().startsWith(word.toLowerCase());
  const rest = repeats ? says.slice(word.length) : ` · ${says}`;
  return rest === '' ? `**${word}**` : `**${word}**${escapedTail(rest)}`;
}

/** Keeps the blank before it, which escaping would trim. */
const escapedTail = (rest: string): string =>
  rest.startsWith(' ') ? ` ${escaped(rest)}` : escaped(rest);

const unreached = ({ unreached: names }: RunView, room: Room): readonly CardElement[] =>
  names.length === 0
    ? []
    : [section([subheading('Could not be told'), ...bullets(names, room, 'name')])];
