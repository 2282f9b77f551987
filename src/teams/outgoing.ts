import type { StoredReference } from './reference.ts';
import { cut } from './text.ts';

/** A file that somebody may have: Teams asks the person, and then says where it wants the bytes. */
export interface FileOffer {
  readonly kind: 'file offer';
  readonly name: string;
  /** What the file is for. */
  readonly description: string;
  readonly sizeInBytes: number;
  /** Comes back with the person's answer. It passes through a client: a name, and nothing else. */
  readonly context: Readonly<Record<string, string>>;
}

/** A file that lies in somebody's OneDrive now. */
export interface FileInfo {
  readonly kind: 'file info';
  readonly name: string;
  readonly contentUrl: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** A sentence, something about a file, or a card as JSON. */
export type Content = string | FileOffer | FileInfo | object;

const CARD = 'application/vnd.microsoft.card.adaptive';
const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

const isOf = <T extends FileOffer | FileInfo>(content: object, kind: T['kind']): content is T =>
  Reflect.get(content, 'kind') === kind;

/** What the notification says: without it Teams shows "sent a card". */
function summaryOf(card: object): string {
  const fallback: unknown = Reflect.get(card, 'fallbackText');
  return typeof fallback === 'string' && fallback !== ''
    ? cut(fallback, 200)
    : 'Audit Steward sent a card';
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
function carrying(content: object) {
  if (isOf<FileOffer>(content, 'file offer')) {
    const { name, description, sizeInBytes, context } = content;
    const asked = { description, sizeInBytes, acceptContext: context, declineContext: context };
    return attached(`Audit Steward offers ${name}`, { contentType: CONSENT, name, content: asked });
  }
  if (isOf<FileInfo>(content, 'file info')) {
    const { name, contentUrl, uniqueId, fileType } = content;
    const found = { contentType: INFO, contentUrl, name, content: { uniqueId, fileType } };
    return attached(`Audit Steward sent ${name}`, found);
  }
  return attached(summaryOf(content), { contentType: CARD, content });
}

const attached = (summary: string, attachment: object) => ({
  summary: cut(summary, 200),
  attachments: [attachment],
});

/**
 * A message for Teams. Never text and a card in one: Teams splits them in two and gives no id back,
 * so that the card could not be redrawn.
 */
export const activityOf = (content: Content, { conversation, bot }: StoredReference) => ({
  type: 'message',
  channelId: 'msteams',
  from: bot,
  conversation,
  ...(typeof content === 'string' ? { text: content, textFormat: 'markdown' } : carrying(content)),
});
