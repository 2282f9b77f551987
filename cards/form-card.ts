import { say, submit } from './actions.ts';
import type { Action, CardElement } from './elements.ts';
import { fieldInput } from './form-fields.ts';
import { fit, type Room } from './fit.ts';
import { card, heading, markdown, maybe, problemBox, remark, some, type Card } from './parts.ts';
import { escaped } from './text.ts';
import type { FormView } from './views.ts';

/** A question of a walkthrough; whatever can be filled in can be typed as well. */
export const formCard = (view: FormView): Card => fit((room) => draw(view, room));

const draw = (view: FormView, room: Room): Card =>
  card(
    [view.progress, view.title, view.problem ?? '', view.typing],
    [
      ...problemBox(view.problem, room),
      ...maybe(view.progress, 80, { size: 'small', isSubtle: true }),
      heading(view.title),
      ...some(view.intro, room.rows, (line) => maybe(line, room.text), 'line'),
      ...view.fields.flatMap((field) => fieldInput(field, view.again === undefined, room)),
      ...some(view.notes, room.rows, (note) => [remark(note, room.text)], 'note'),
      typing(view, room),
    ],
    actions(view),
  );

const typing = (view: FormView, room: Room): CardElement =>
  markdown(`${escaped(view.typing, Math.max(room.text, 200))} · To stop, type **cancel**`, {
    size: 'small',
    isSubtle: true,
    spacing: 'medium',
  });

const actions = ({ id, again }: FormView): readonly Action[] => [
  { ...submit('Continue', { form: id }), style: 'positive' },
  ...(again === undefined ? [] : [submit(again.title, { form: id, again: 'yes' })]),
  say('Cancel', 'cancel'),
];
