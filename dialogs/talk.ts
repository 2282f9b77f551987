import { createHash } from 'node:crypto';
import type { Walkthrough } from '../src/core/walkthrough.ts';
import {
  DialogSet,
  type ComponentDialog,
  DialogTurnStatus,
  type ConversationState,
  type DialogContext,
  type DialogState,
  type TurnContext,
} from '../src/teams/botbuilder.ts';
import { setupDialog, type Hand, type SetupOptions } from './setup.ts';

/** Raised with every change of a waterfall that would misread an older position. */
const LAYOUT = 2;

/** A conversation left alone for so long is not taken up in the middle. */
const IDLE = 12 * 60 * 60 * 1000;

interface Marker {
  readonly release: string;
  readonly lastAt: number;
}

/** Conversation with one person at a time: which dialog is open, and whether it still fits. */
export type Talk = ReturnType<typeof createTalk>;

/** What became of a message that is no command. */
export type Taken =
  | { readonly kind: 'taken' }
  | { readonly kind: 'nothing open' }
  | { readonly kind: 'outdated'; readonly says: string };

const releaseOf = (walkthroughs: readonly Walkthrough[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        LAYOUT,
        ...walkthroughs.map(({ id, questions }) => [id, questions.map((question) => question.id)]),
      ]),
    )
    .digest('hex')
    .slice(0, 16);

export function createTalk(
  state: ConversationState,
  walkthroughs: readonly Walkthrough[],
  hand: Hand,
  now: () => Date,
  others: readonly ComponentDialog[] = [],
) {
  const release = releaseOf(walkthroughs);
  const stack = state.createProperty<DialogState>('dialog');
  const marker = state.createProperty<Marker | undefined>('marker');
  // Built once: a set holds code only, what is remembered lies in the conversation's state.
  const dialogs = new DialogSet(stack);
  for (const walkthrough of walkthroughs) dialogs.add(setupDialog(walkthrough, hand));
  for (const other of others) dialogs.add(other);

  /** Why an open dialog cannot go on: a new release, or too long a pause. */
  async function outdated(context: TurnContext): Promise<string | undefined> {
    const mark = await marker.get(context, undefined);
    if (mark?.release !== release)
      return 'I was updated meanwhile, so this has to be started again. Runs that were started are not affected.';
    return now().getTime() - mark.lastAt > IDLE
      ? 'That was a while ago, so I have dropped the questions that were open.'
      : undefined;
  }

  async function settle(context: TurnContext, dc: DialogContext, status: DialogTurnStatus) {
    const open = status === DialogTurnStatus.waiting && dc.activeDialog !== undefined;
    if (open) await marker.set(context, { release, lastAt: now().getTime() });
    else await forget(context);
  }

  async function forget(context: TurnContext): Promise<void> {
    await stack.delete(context);
    await marker.delete(context);
  }

  /** Ends what is open in its own way, so that no card is left that looks as if it were. */
  async function end(context: TurnContext): Promise<void> {
    if ((await isOpen(context)) && (await outdated(context)) === undefined) {
      const dc = await dialogs.createContext(context);
      await dc.cancelAllDialogs();
    }
    await forget(context);
  }

  /**
   * A question that cannot be asked leaves things as they were before the turn; the SDK hides what
   * went wrong in an error of its own.
   */
  async function whole<T>(context: TurnContext, work: () => Promise<T>): Promise<T> {
    const before = structuredClone(await stack.get(context, { dialogStack: [] }));
    try {
      return await work();
    } catch (error) {
      await stack.set(context, before);
      throw error instanceof Error && 'error' in error ? error.error : error;
    }
  }

  /** Reads the stack without the SDK, so that a dialog that is gone cannot break the turn. */
  async function findOpen(context: TurnContext): Promise<string | undefined> {
    const found = await stack.get(context, { dialogStack: [] });
    return found.dialogStack[0]?.id;
  }

  const isOpen = async (context: TurnContext): Promise<boolean> =>
    (await findOpen(context)) !== undefined;

  return {
    isOpen,
    /** Name of the dialog that is open. */
    findOpen,

    async begin(context: TurnContext, id: string, options: SetupOptions): Promise<void> {
      await end(context);
      const dc = await dialogs.createContext(context);
      const { status } = await whole(context, () => dc.beginDialog(id, options));
      await settle(context, dc, status);
    },

    async take(context: TurnContext): Promise<Taken> {
      if (!(await isOpen(context))) return { kind: 'nothing open' };
      const why = await outdated(context);
      if (why !== undefined) {
        await forget(context);
        return { kind: 'outdated', says: why };
      }
      const { dc, status } = await whole(context, async () => {
        const open = await dialogs.createContext(context);
        return { dc: open, ...(await open.continueDialog()) };
      });
      await settle(context, dc, status);
      return { kind: 'taken' };
    },

    /** True when something was open and is now dropped. */
    async drop(context: TurnContext): Promise<boolean> {
      const open = await isOpen(context);
      await end(context);
      return open;
    },
  };
}
