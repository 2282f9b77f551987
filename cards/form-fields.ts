import type { CardElement, ChoiceInput, TextInput } from './elements.ts';
import { choose, type Room } from './fit.ts';
import { markdown } from './parts.ts';
import { count, label, plain } from './text.ts';
import type { FormView } from './views.ts';

type Field = FormView['fields'][number];

/** More options than this are drawn as a list with type-ahead. */
const FEW = 12;

/**
 * The input for one field. `demand` is off where a form can also be sent half filled in: the
 * client would hold up its second button too, and the bot checks what it gets in any case.
 */
export const fieldInput = (field: Field, demand: boolean, room: Room): readonly CardElement[] =>
  // A choice without options is refused by clients; typing still answers it.
  field.kind === 'text' || (field.options ?? []).length === 0
    ? [textInput(field, demand, room)]
    : choiceInput(field, demand, room);

const common = ({ id, label: says, required }: Field, demand: boolean, room: Room) => ({
  id,
  label: label(says, Math.max(room.text, 100)) || id,
  ...(required === true && demand
    ? { isRequired: true as const, errorMessage: 'Please fill this in.' }
    : {}),
});

const shown = ({ placeholder }: Field) =>
  placeholder === undefined ? {} : { placeholder: plain(placeholder, 100) };

const textInput = (field: Field, demand: boolean, room: Room): TextInput => ({
  type: 'Input.Text',
  ...common(field, demand, room),
  ...shown(field),
  ...(field.value === undefined ? {} : { value: plain(field.value, 500) }),
  maxLength: 500,
});

function choiceInput(field: Field, demand: boolean, room: Room): readonly CardElement[] {
  const options = field.options ?? [];
  const chosen = new Set(field.kind === 'many' ? (field.value ?? '').split(',') : [field.value]);
  // What is chosen already must stay on the card, or sending the form would take it back.
  const { shown: listed, left } = choose(options, room.rows, ({ value }) => chosen.has(value));
  const value = listed.map((option) => option.value).filter((one) => chosen.has(one));
  const input: ChoiceInput = {
    type: 'Input.ChoiceSet',
    ...common(field, demand, room),
    ...shown(field),
    style: styleOf(field),
    isMultiSelect: field.kind === 'many',
    wrap: true,
    choices: listed.map((option) => ({
      title: label(option.title, 100) || option.value,
      value: option.value,
    })),
    ...(value.length === 0 ? {} : { value: value.join(',') }),
  };
  return [input, ...unlisted(left)];
}

function styleOf({ kind, options = [], filtered }: Field): ChoiceInput['style'] {
  if (filtered === true || options.length > FEW) return 'filtered';
  return kind === 'many' || options.length <= 4 ? 'expanded' : 'compact';
}

const unlisted = (left: number): readonly CardElement[] =>
  left === 0
    ? []
    : [
        markdown(`${count(left, 'more choice')} not listed here: type the name instead.`, {
          isSubtle: true,
        }),
      ];
