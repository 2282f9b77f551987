import type { Action, ActionStyle, Execute, Submit, Toggle } from './elements.ts';
import { label } from './text.ts';
import type { ActionView } from './views.ts';

/** Teams shows six in the whole card; the sixth place is kept for the button that shows details. */
export const MOST_ACTIONS = 5;

type Data = Readonly<Record<string, string>>;
const styled = (style: ActionStyle | undefined) => (style === undefined ? {} : { style });

/** A button that runs a verb; the data carries names only. */
export const execute = (title: string, verb: string, data: Data, style?: ActionStyle): Execute => ({
  type: 'Action.Execute',
  title: label(title, 60),
  verb,
  data,
  associatedInputs: 'auto',
  ...styled(style),
  fallback: submit(title, { verb, ...data }),
});

/** A button that sends the inputs as a message. */
export const submit = (title: string, data: Data): Submit => ({
  type: 'Action.Submit',
  title: label(title, 60),
  data,
  associatedInputs: 'auto',
});

/** A button that types for the person. Inputs stay out of it, so none of them can hold it up. */
export const say = (title: string, text: string, style?: ActionStyle): Submit => ({
  type: 'Action.Submit',
  title: label(title, 60),
  data: { msteams: { type: 'imBack', value: text } },
  associatedInputs: 'none',
  ...styled(style),
});

export const toggle = (title: string, targetElements: readonly string[]): Toggle => ({
  type: 'Action.ToggleVisibility',
  title,
  targetElements,
});

/** Buttons for a view's actions; more than there is room for can still be typed. */
export const actionsOf = (views: readonly ActionView[]): readonly Action[] =>
  views.slice(0, MOST_ACTIONS).map(button);

const button = ({ kind, title, verb, data, text, style }: ActionView): Action => {
  switch (kind) {
    case 'press':
      return execute(title, verb, data, style);
    case 'say':
      return say(title, text, style);
  }
};
