import type { FormView, SettledView } from '../cards/views.ts';
import { formCard } from '../cards/form-card.ts';
import { settledCard } from '../cards/settled-card.ts';
import type { Data } from '../src/core/data.ts';
import type { Form, Question } from '../src/core/walkthrough.ts';
import {
  CardFactory,
  Dialog,
  DialogReason,
  MessageFactory,
  type DialogContext,
  type DialogInstance,
  type DialogTurnResult,
  type TurnContext,
} from '../src/teams/botbuilder.ts';
import { answerLines, keptOf, type Kept } from './form-lines.ts';
import { redraw } from './redraw.ts';

type Answers = { readonly [key: string]: Data };
type Input = { readonly [field: string]: string };

/** Where the question stands, as plain data: it is kept between turns. */
export interface Asked {
  readonly answers: Answers;
  readonly progress: string;
  /** An answer that was given before the question was asked. */
  readonly typed?: string;
}

interface PromptState extends Asked {
  readonly typedField: string;
  readonly cardId?: string;
  readonly title?: string;
  /** By field, to say afterwards what was answered. */
  readonly kept?: { readonly [field: string]: Kept };
}

const viewOf = (question: Question, form: Form, progress: string, problem?: string): FormView => ({
  id: question.id,
  title: form.title,
  progress,
  intro: form.intro,
  fields: form.fields,
  notes: form.notes ?? [],
  typing: `Or type your answer, such as “${form.example}”`,
  ...(problem === undefined ? {} : { problem }),
  ...(form.again === undefined ? {} : { again: form.again }),
});

/** What a question ends with when nothing could be answered; people have been told why. */
export const GIVEN_UP = 'given up';

const hasNoAnswer = ({ fields }: Form): boolean =>
  fields.some(
    ({ kind, required, options = [] }) =>
      kind === 'one' && required === true && options.length === 0,
  );

const nothingToChoose = ({ title, notes = [] }: Form): string =>
  [title, ...(notes.length === 0 ? ['There is nothing to choose from.'] : notes)].join(' ');

const isInput = (value: unknown): value is Input =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => typeof each === 'string');

/** What the person sent: the form's fields, or typed text for the field that takes it. */
function inputFrom(dc: DialogContext, question: string, typedField: string): Input | undefined {
  const { value, text } = dc.context.activity;
  if (isInput(value)) return value['form'] === question ? value : undefined;
  return { [typedField]: (text ?? '').trim() };
}

/** Asks one question of a walkthrough by a form card; typed text is as good as the form. */
export class FormPrompt extends Dialog<Asked> {
  readonly #question: Question;

  constructor(question: Question) {
    super(question.id);
    this.#question = question;
  }

  override async beginDialog(dc: DialogContext, asked: Asked): Promise<DialogTurnResult> {
    const form = await this.#question.form(asked.answers, {});
    if (form === undefined) return dc.endDialog({});
    remember(dc, { ...asked, typedField: form.typed });
    if (asked.typed !== undefined) return this.#take(dc, { [form.typed]: asked.typed });
    if (hasNoAnswer(form)) {
      await dc.context.sendActivity(nothingToChoose(form));
      return dc.endDialog(GIVEN_UP);
    }
    return this.#show(dc, form, asked.progress);
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const state = recall(dc);
    const input = inputFrom(dc, this.#question.id, state.typedField);
    if (input !== undefined) return this.#take(dc, input);
    await dc.context.sendActivity(
      'That form belongs to an earlier question. Please use the newest one.',
    );
    return Dialog.EndOfTurn;
  }

  async #take(dc: DialogContext, input: Input): Promise<DialogTurnResult> {
    const state = recall(dc);
    const reading = await this.#question.read(state.answers, input);
    switch (reading.kind) {
      case 'answered': {
        // The next question first: while it cannot be asked, this one is still open.
        const turn = await dc.endDialog(reading.answers);
        await settle(dc.context, state, 'answered', input);
        return turn;
      }
      case 'refused':
        return this.#again(dc, state, input, reading.problem);
      case 'again':
        return this.#again(dc, state, reading.input);
    }
  }

  async #again(dc: DialogContext, state: Asked, input: Input, problem?: string) {
    const form = await this.#question.form(state.answers, input);
    if (form === undefined) return dc.endDialog({});
    return this.#show(dc, form, state.progress, problem);
  }

  /** Dropped, or ended together with what it is part of. */
  override async endDialog(
    context: TurnContext,
    instance: DialogInstance,
    reason: DialogReason,
  ): Promise<void> {
    if (reason === DialogReason.cancelCalled)
      await settle(context, stateOf(instance.state), 'dropped');
  }

  /** One card for the question: it is redrawn in place when it is asked again. */
  async #show(dc: DialogContext, form: Form, progress: string, problem?: string) {
    const card = formCard(viewOf(this.#question, form, progress, problem));
    const activity = MessageFactory.attachment(CardFactory.adaptiveCard(card));
    const { cardId, ...state } = recall(dc);
    const shown = { title: form.title, kept: keptOf(form) };
    const replyTo = dc.context.activity.replyToId;
    if (cardId !== undefined && cardId === replyTo) {
      await dc.context.updateActivity({ ...activity, id: cardId });
      remember(dc, { ...state, ...shown, cardId });
      return Dialog.EndOfTurn;
    }
    const sent = await dc.context.sendActivity(activity);
    if (cardId !== undefined) await settle(dc.context, { ...state, cardId }, 'again');
    remember(dc, { ...state, ...shown, ...(sent?.id === undefined ? {} : { cardId: sent.id }) });
    return Dialog.EndOfTurn;
  }
}

function remember(dc: DialogContext, state: PromptState): void {
  if (dc.activeDialog !== undefined) dc.activeDialog.state = { asked: state };
}

const NOTHING: PromptState = { answers: {}, progress: '', typedField: '' };

const stateOf = (state: { readonly asked?: PromptState } | undefined): PromptState =>
  state?.asked ?? NOTHING;

const recall = (dc: DialogContext): PromptState => stateOf(dc.activeDialog?.state);

/** The card shrinks to what was answered: an old form must not look as if it could be filled in. */
async function settle(
  context: TurnContext,
  { title, cardId, kept, typedField }: PromptState,
  state: SettledView['state'],
  input: Input = {},
): Promise<void> {
  if (title === undefined) return;
  const lines = answerLines(kept ?? {}, input, typedField);
  await redraw(context, cardId, settledCard({ title, state, lines }));
}
