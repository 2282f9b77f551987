import type { Data } from '../src/core/data.ts';
import type { Question } from '../src/core/walkthrough.ts';
import {
  ComponentDialog,
  WaterfallDialog,
  type DialogTurnResult,
  type TurnContext,
  type WaterfallStepContext,
} from '../src/teams/botbuilder.ts';
import { FormPrompt, GIVEN_UP, type Asked } from './form-prompt.ts';

export const QUESTION_DIALOG = 'audit-question';

type Answers = { readonly [key: string]: Data };

/** Asks for the report, the period and the filters, then hands over to whoever answers. */
export function questionDialog(
  questions: readonly Question[],
  show: (context: TurnContext, answers: Answers) => Promise<void>,
): ComponentDialog {
  const ask = (id: string, index: number) =>
    async function askQuestion(step: WaterfallStepContext) {
      if (step.result === GIVEN_UP) return step.endDialog();
      keep(step);
      const progress =
        index + 1 === questions.length
          ? 'Last question'
          : `Question ${index + 1} of ${questions.length}`;
      const asked: Asked = { answers: answersOf(step), progress };
      return step.beginDialog(id, asked);
    };

  async function showAnswer(step: WaterfallStepContext): Promise<DialogTurnResult> {
    if (step.result === GIVEN_UP) return step.endDialog();
    keep(step);
    await show(step.context, answersOf(step));
    return step.endDialog();
  }

  const dialog = new ComponentDialog(QUESTION_DIALOG);
  const asking = questions.map(({ id }, index) => ask(id, index));
  dialog.addDialog(new WaterfallDialog('flow', [...asking, showAnswer]));
  for (const question of questions) dialog.addDialog(new FormPrompt(question));
  return dialog;
}

const isAnswers = (value: unknown): value is Answers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const answersOf = (step: WaterfallStepContext): Answers =>
  isAnswers(step.values) && isAnswers(step.values['answers']) ? step.values['answers'] : {};

/** Keeps what the question before has answered. */
function keep(step: WaterfallStepContext): void {
  const answered: unknown = step.result;
  const answers = { ...answersOf(step), ...(isAnswers(answered) ? answered : {}) };
  Object.assign(step.values, { answers });
}
