import { actionsOf, submit, toggle } from './actions.ts';
import { BARS, barsOf, chartOf } from './chart.ts';
import type { CardElement, ChoiceInput } from './elements.ts';
import { fit, type Room } from './fit.ts';
import {
  andMore,
  badge,
  box,
  bullets,
  buttons,
  card,
  fact,
  facts,
  heading,
  maybe,
  remark,
  section,
  some,
  subheading,
  text,
  typeInstead,
  type Badge,
} from './parts.ts';
import type { Card } from './parts.ts';
import { escaped, label, number } from './text.ts';
import type { AnswerView } from './views.ts';

/** The question as understood, the numbers, what stands out, and how complete all of it is. */
export const answerCard = (view: AnswerView): Card => fit((room) => draw(view, room));

function draw(view: AnswerView, room: Room): Card {
  const { question, headline, coverage, groups } = view;
  const [first, ...others] = groups;
  return card(
    [view.label ?? '', headline, coverage.says, question],
    [
      ...maybe(view.label, 150, { size: 'small', weight: 'bolder' }),
      remark(question, 1500, 'none'),
      heading(headline),
      ...corrected(view, room),
      badge(COVERED[coverage.state], escaped(coverage.says, 400)),
      ...(view.facts.length === 0 ? [] : [numbers(view, room)]),
      ...(view.chart === undefined ? [] : chartOf(view.chart)),
      ...(first === undefined ? [] : [drawn(first, room)]),
      ...standsOut(view, room),
      ...closer(view, room),
      ...folded('More groups, completeness and notes', [
        ...(first === undefined || first.rows.length < 2 ? [] : [groupOf(first, room, room.rows)]),
        ...others.map((group) => groupOf(group, room)),
        ...background(view, room),
      ]),
      ...typeInstead([`records ${view.reference}`, ...view.actions.map((action) => action.text)]),
    ],
    actionsOf(view.actions),
  );
}

/** At the top: what was told before is not what holds. */
const corrected = ({ corrects }: AnswerView, room: Room): readonly CardElement[] =>
  corrects === undefined
    ? []
    : [
        box(
          [
            badge({ symbol: '!', word: 'Late records change what was told', colour: 'attention' }),
            ...bullets(corrects, room, 'difference'),
          ],
          'warning',
        ),
      ];

const COVERED: Readonly<Record<AnswerView['coverage']['state'], Badge>> = {
  complete: { symbol: '✓', word: 'Complete', colour: 'good' },
  settling: { symbol: '◔', word: 'Still settling', colour: 'warning' },
  partial: { symbol: '▲', word: 'Not complete', colour: 'warning' },
  missing: { symbol: '✕', word: 'No data', colour: 'attention' },
};

const numbers = (view: AnswerView, room: Room): CardElement =>
  facts(view.facts.map((one) => fact(one.label, one.text, room.text)));

type Group = AnswerView['groups'][number];

const FEW = 5;

/** The first group, as bars that carry their numbers; its shares stand with the other groups. */
function drawn(group: Group, room: Room): CardElement {
  const bars = room.dense ? [] : barsOf(group.title, group.rows);
  const hidden = Math.max(0, group.rows.length - BARS) + group.left;
  return bars.length === 0
    ? groupOf(group, room, room.rows)
    : section([...bars, ...(hidden > 0 ? [andMore(hidden, 'row')] : [])]);
}

function groupOf({ title, rows, left }: Group, room: Room, most = FEW): CardElement {
  const shown = rows.slice(0, Math.min(most, room.rows));
  const hidden = rows.length - shown.length + left;
  return section([
    subheading(title),
    facts(shown.map((row) => fact(row.label, worth(row), room.text))),
    ...(hidden > 0 ? [andMore(hidden, 'row')] : []),
  ]);
}

const worth = ({ count, share }: Group['rows'][number]): string =>
  share === '' ? number(count) : `${number(count)} · ${share}`;

const standsOut = ({ standsOut: found }: AnswerView, room: Room): readonly CardElement[] =>
  found.length === 0
    ? []
    : [
        section([
          subheading('What stands out'),
          ...some(
            found,
            Math.min(room.rows, FEW),
            (one) => [
              text(`▲ ${one.found}`, room.text, { spacing: 'small' }),
              remark(`Rule: ${one.rule}`, room.text, 'none'),
            ],
            'observation',
          ),
        ]),
      ];

const RECORDS = 'records';

/** The records behind the numbers, or one of the rows above as a question of its own. */
function closer({ closer: rows, reference }: AnswerView, room: Room): readonly CardElement[] {
  const input: ChoiceInput = {
    type: 'Input.ChoiceSet',
    id: 'closer',
    label: 'Look closer at',
    style: 'filtered',
    isMultiSelect: false,
    wrap: true,
    value: RECORDS,
    choices: [{ value: RECORDS, title: 'All the records' }, ...rows]
      .slice(0, Math.min(40, room.rows))
      .map(({ value, title }) => ({
        title: label(title, 100) || value,
        value,
      })),
  };
  return [
    section([input, buttons([submit('Look closer', { audit: 'closer', question: reference })])]),
  ];
}

function background({ coverage, notes }: AnswerView, room: Room): readonly CardElement[] {
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [section([subheading(title), ...bullets(lines, room, 'line')])];
  return [...part('How complete this is', coverage.lines), ...part('Notes', notes)];
}

const FOLDED = 'more';

const folded = (title: string, items: readonly CardElement[]): readonly CardElement[] =>
  items.length === 0
    ? []
    : [buttons([toggle(title, [FOLDED])]), { ...box(items), id: FOLDED, isVisible: false }];
