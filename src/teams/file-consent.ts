import { z } from 'zod';
import type { Person } from '../core/people.ts';
import type { Activity } from './botbuilder.ts';

/** Where Teams wants a file, and where it will lie. The upload address is a secret of its own. */
const Upload = z.object({
  contentUrl: z.url().max(4096),
  name: z.string().min(1).max(400),
  uploadUrl: z.url().max(8192),
  uniqueId: z.string().min(1).max(400),
  fileType: z.string().max(40),
});
export type FileUpload = Readonly<z.infer<typeof Upload>>;

const Value = z.discriminatedUnion('action', [
  z.looseObject({
    type: z.literal('fileUpload'),
    action: z.literal('accept'),
    context: z.unknown(),
    uploadInfo: Upload,
  }),
  z.looseObject({
    type: z.literal('fileUpload'),
    action: z.literal('decline'),
    context: z.unknown(),
  }),
]);

/** Somebody's answer to the offer of a file. All but the person comes from a client. */
export interface FileConsent {
  readonly person: Person;
  readonly tenant: string;
  /** What the offer carried: to be parsed, never trusted. */
  readonly context: unknown;
  /** Undefined: the offer was declined. */
  readonly upload: FileUpload | undefined;
  /** The message that carries the offer. */
  readonly replyToId: string;
  readonly conversationType: string;
}

export const FILE_CONSENT = 'fileConsent/invoke';

/** Undefined when the answer does not follow the protocol. */
export function findFileConsent(
  { value, replyToId, conversation }: Activity,
  person: Person,
  tenant: string,
): FileConsent | undefined {
  const { data } = Value.safeParse(value);
  if (data === undefined) return undefined;
  return {
    person,
    tenant,
    context: data.context,
    upload: data.action === 'accept' ? data.uploadInfo : undefined,
    replyToId: replyToId ?? '',
    conversationType: conversation.conversationType ?? '',
  };
}
