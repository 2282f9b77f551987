import { settledCard } from '../cards/settled-card.ts';
import type { Data } from '../src/core/data.ts';
import {
  Dialog,
  DialogReason,
  type DialogContext,
  type DialogInstance,
  type DialogTurnResult,
  type TurnContext,
} from '../src/teams/botbuilder.ts';
import { redraw } from './redraw.ts';

type Answers = { readonly [key: string]: Data };

/** A plan that was shown: what of it is kept, to be drawn again when it is dealt with. */
export interface ShownPlan {
  readonly cardId?: string;
  /** What the card says once the plan was sent. */
  readonly afterwards: 'sent' | 'started';
  readonly title: string;
  readonly lines: readonly string[];
}

/** Shows the plan; undefined when that could not be done and was said. */
export type ShowPlan = (context: TurnContext, answers: Answers) => Promise<ShownPlan | undefined>;

/** Sends it; false when that was refused and said. */
export type SendPlan = (context: TurnContext, answers: Answers) => Promise<boolean>;

const SEND = /^(?:send|send for approval|yes|ok|start|go)[.!]*$/i;

interface Kept {
  readonly shown?: ShownPlan;
  readonly answers?: Answers;
}

/** Shows the plan, waits for the word to send it, and sends it. */
export class PlanPrompt extends Dialog<{ readonly answers: Answers }> {
  readonly #show: ShowPlan;
  readonly #send: SendPlan;

  constructor(id: string, show: ShowPlan, send: SendPlan) {
    super(id);
    this.#show = show;
    this.#send = send;
  }

  override async beginDialog(
    dc: DialogContext,
    { answers }: { readonly answers: Answers },
  ): Promise<DialogTurnResult> {
    const shown = await this.#show(dc.context, answers);
    if (shown === undefined) return dc.endDialog();
    if (dc.activeDialog !== undefined) dc.activeDialog.state = { shown, answers };
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    if (SEND.test((dc.context.activity.text ?? '').trim())) {
      const kept: Kept = dc.activeDialog?.state ?? {};
      const sent = await this.#send(dc.context, kept.answers ?? {});
      await settle(dc.context, kept, sent ? (kept.shown?.afterwards ?? 'sent') : 'dropped');
      return dc.endDialog();
    }
    await dc.context.sendActivity(
      'Type send to go ahead with the plan above, or cancel to drop it.',
    );
    return Dialog.EndOfTurn;
  }

  /** Dropped, or ended together with what it is part of. */
  override async endDialog(
    context: TurnContext,
    instance: DialogInstance,
    reason: DialogReason,
  ): Promise<void> {
    if (reason === DialogReason.cancelCalled) await settle(context, instance.state, 'dropped');
  }
}

/** The plan shrinks to its headline: its buttons would ask for the same thing again. */
async function settle(
  context: TurnContext,
  kept: Kept | undefined,
  state: 'sent' | 'started' | 'dropped',
): Promise<void> {
  if (kept?.shown === undefined) return;
  const { cardId, title, lines } = kept.shown;
  await redraw(context, cardId, settledCard({ title, state, lines }));
}
