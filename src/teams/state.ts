import { z } from 'zod';
import { ConversationState, type Storage, type TurnContext } from './botbuilder.ts';

/** Somebody else saved this conversation's state since it was read. */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

const Document = z.record(z.string(), z.unknown());
type Document = z.infer<typeof Document>;

interface Held {
  document: Document;
  /** The text as it was read or saved last: the same text is not saved again. */
  text: string;
  tag: string | undefined;
  /** Saved in this turn: the store gave it a new tag and does not tell which. */
  saved: boolean;
}

const isConflict = (error: unknown): boolean =>
  error instanceof Error && /etag|precondition|conflict/i.test(error.message);

/**
 * Conversation state that is saved only over what was read. The SDK's own always writes with the
 * eTag `*`: of two turns at once the last one wins, and nobody is told.
 */
export class TaggedConversationState extends ConversationState {
  readonly #store: Storage;
  readonly #held = new WeakMap<object, Held>();

  constructor(storage: Storage, namespace = '') {
    super(storage, namespace);
    this.#store = storage;
  }

  override async load(context: TurnContext, force = false): Promise<Document> {
    const held = force ? undefined : this.#held.get(context.turnState);
    if (held !== undefined) return held.document;
    const { document, tag } = await this.#read(context);
    this.#held.set(context.turnState, {
      document,
      text: JSON.stringify(document),
      tag,
      saved: false,
    });
    return document;
  }

  override async saveChanges(context: TurnContext, force = false): Promise<void> {
    const held = this.#held.get(context.turnState);
    if (held === undefined) return;
    const text = JSON.stringify(held.document);
    if (text === held.text && !force) return;
    if (held.saved) held.tag = (await this.#read(context)).tag;
    await this.#write(context, held);
    held.text = text;
    held.saved = true;
  }

  override async clear(context: TurnContext): Promise<void> {
    await this.load(context);
    const held = this.#held.get(context.turnState);
    if (held !== undefined) held.document = {};
  }

  override async delete(context: TurnContext): Promise<void> {
    this.#held.delete(context.turnState);
    await this.#store.delete([this.#keyOf(context)]);
  }

  override get(context: TurnContext): Document | undefined {
    return this.#held.get(context.turnState)?.document;
  }

  async #read(context: TurnContext): Promise<{ document: Document; tag: string | undefined }> {
    const key = this.#keyOf(context);
    const found = Document.safeParse((await this.#store.read([key]))[key]);
    const { eTag, ...document } = found.data ?? {};
    return { document, tag: typeof eTag === 'string' ? eTag : undefined };
  }

  async #write(context: TurnContext, { document, tag }: Held): Promise<void> {
    // A store takes a document without a tag over whatever there is: somebody may have been first.
    const first = tag === undefined && (await this.#read(context)).tag !== undefined;
    if (first) throw new StateConflict('The conversation was begun meanwhile.');
    const tagged = tag === undefined ? document : { ...document, eTag: tag };
    try {
      await this.#store.write({ [this.#keyOf(context)]: tagged });
    } catch (cause) {
      if (!isConflict(cause)) throw cause;
      throw new StateConflict('The conversation moved on meanwhile.', { cause });
    }
  }

  #keyOf(context: TurnContext): string {
    const key = this.getStorageKey(context);
    if (key === undefined) throw new Error('This conversation has no key.');
    return key;
  }
}
