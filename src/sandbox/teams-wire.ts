import { z } from 'zod';
import { Answer } from './teams-http.ts';
import type { Content } from './teams-store.ts';

/** A refusal as the Bot Connector words it. */
export const connectorError = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => new Answer(status, { error: { code, message } }, headers);

export const conversationNotFound = (): Answer =>
  connectorError(404, 'ConversationNotFound', 'Conversation not found.');

const nullish = <T extends z.ZodType>(type: T) =>
  type.nullish().transform((value) => value ?? undefined);

const Attachment = z.looseObject({
  contentType: z.string(),
  contentUrl: nullish(z.string()),
  name: nullish(z.string()),
  content: z.json().optional(),
});

const Outgoing = z.looseObject({
  type: z.string(),
  text: nullish(z.string()),
  textFormat: nullish(z.string()),
  summary: nullish(z.string()),
  attachmentLayout: nullish(z.string()),
  attachments: nullish(z.array(Attachment)),
  suggestedActions: nullish(z.looseObject({ actions: z.array(z.json()).optional() })),
  replyToId: nullish(z.string()),
});
export type Outgoing = z.infer<typeof Outgoing>;

/** An activity from the bot, checked; a card must be an object with its type. */
export function readOutgoing(body: unknown): Outgoing {
  const read = Outgoing.safeParse(body);
  if (!read.success) throw badArgument(z.prettifyError(read.error));
  refuseTooLarge(body);
  for (const attachment of read.data.attachments ?? []) refuseOdd(attachment);
  return read.data;
}

function refuseOdd({ contentType, content, contentUrl, name }: z.infer<typeof Attachment>): void {
  if (contentType === CARD && !Card.safeParse(content).success)
    throw badArgument('The content of an adaptive card must be an object of type AdaptiveCard.');
  if (contentType === CONSENT && !FileConsent.safeParse({ name, ...asObject(content) }).success)
    throw badArgument('A file consent card needs a name, and its content a size in bytes.');
  if (contentType === INFO && !FileInfo.safeParse({ contentUrl, ...asObject(content) }).success)
    throw badArgument(
      'A file info card needs a contentUrl, and its content uniqueId and fileType.',
    );
}

const asObject = (content: unknown) => z.record(z.string(), z.unknown()).catch({}).parse(content);

export const badArgument = (why: string): Answer => connectorError(400, 'Bad Argument', why);

const CARD = 'application/vnd.microsoft.card.adaptive';
const Card = z.looseObject({ type: z.literal('AdaptiveCard') });

/** What a bot sends to ask whether somebody wants a file, and to show one that was uploaded. */
export const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

const FileConsent = z.looseObject({
  name: z.string().min(1).max(250),
  description: z.string().optional(),
  sizeInBytes: z.number().int().positive(),
  acceptContext: z.json().optional(),
  declineContext: z.json().optional(),
});

const FileInfo = z.looseObject({
  contentUrl: z.url(),
  uniqueId: z.string().min(1),
  fileType: z.string(),
});

/** The offer of a file in a message, or undefined: it carries none. */
export function findConsent({ attachments }: Content): z.infer<typeof FileConsent> | undefined {
  const all = z.array(Attachment).catch([]).parse(attachments);
  const found = all.find(({ contentType }) => contentType === CONSENT);
  return found && FileConsent.safeParse({ name: found.name, ...asObject(found.content) }).data;
}

const MAX_BYTES = 100 * 1024;
const INLINE_IMAGE = /data:image\/[a-z+.-]+;base64,[a-z0-9+/=]+/gi;

// Counted as UTF-16 with everything but inline pictures, as the real service does.
function refuseTooLarge(body: unknown): void {
  const bytes = JSON.stringify(body).replaceAll(INLINE_IMAGE, '').length * 2;
  if (bytes > MAX_BYTES)
    throw connectorError(413, 'MessageSizeTooBig', `The message has ${bytes} bytes; 100 KB fit.`);
}

const KEPT = ['text', 'textFormat', 'summary', 'attachmentLayout', 'replyToId'] as const;

/** What is kept of an activity: what people see. */
export function contentOf(activity: Outgoing): Content {
  const attachments = activity.attachments ?? [];
  const actions = activity.suggestedActions?.actions ?? [];
  return z.record(z.string(), z.json()).parse({
    ...Object.fromEntries(
      KEPT.flatMap((key) => (activity[key] === undefined ? [] : [[key, activity[key]]])),
    ),
    ...(attachments.length === 0 ? {} : { attachments: JSON.parse(JSON.stringify(attachments)) }),
    // Teams shows suggestions only under a message without attachments.
    ...(actions.length === 0 || attachments.length > 0 ? {} : { suggestedActions: actions }),
  });
}

/** Teams shows text and attachments of one activity as two messages. */
export function partsOf(activity: Outgoing): readonly Outgoing[] {
  const { attachments, text, ...rest } = activity;
  if (!text || !attachments?.length) return [activity];
  return [
    { ...rest, text, attachments: undefined },
    { ...rest, text: undefined, attachments },
  ];
}

export const NewConversation = z.looseObject({
  isGroup: nullish(z.boolean()),
  members: nullish(z.array(z.looseObject({ id: z.string() }))),
  tenantId: nullish(z.string()),
  channelData: nullish(
    z.looseObject({
      tenant: nullish(z.looseObject({ id: z.string() })),
      channel: nullish(z.looseObject({ id: z.string() })),
    }),
  ),
  activity: z.unknown().optional(),
});
export type NewConversation = z.infer<typeof NewConversation>;
