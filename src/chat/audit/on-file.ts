import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { escaped } from '../../../cards/text.ts';
import { personPlace } from '../../announce.ts';
import type { Export } from '../../audit/desk/export-offers.ts';
import { AGAIN, type Exports } from '../../audit/desk/exports.ts';
import type { FileConsent, FileUpload } from '../../teams/file-consent.ts';
import type { Log } from '../../teams/log.ts';
import type { Messenger } from '../../teams/messenger.ts';
import type { Upload, Uploaded } from '../../teams/upload.ts';
import { contentOf } from './offering.ts';

export interface FileParts {
  readonly exports: Pick<Exports, 'take' | 'decline'>;
  readonly messenger: Pick<Messenger, 'post' | 'update'>;
  readonly upload: Upload;
  readonly log: Log;
}

/** What an offer carries comes back through a client: a name that is looked up again. */
const Context = z.object({ export: z.string().max(20) });

/** Somebody answered the offer of a file: what follows is told where it was offered. */
export async function onFile(parts: FileParts, consent: FileConsent): Promise<void> {
  const tell = teller(parts, consent);
  const id = Context.safeParse(consent.context).data?.export ?? '';
  const { upload, conversationType, person } = consent;
  try {
    // Teams offers files in a person's own chat only.
    if (conversationType !== 'personal') return;
    if (upload === undefined) {
      const declined = await parts.exports.decline(id, person);
      if (declined === undefined) return await tell(GONE);
      return await tell(DECLINED, cardOf(declined, consent));
    }
    await handOver(parts, { id, consent, upload, tell });
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    parts.log.error('file.not-handed-over', { reference, error });
    await parts.messenger.post(personPlace(person.id), FAULT(reference));
  }
}

/** Says it in place of the offer, or beside it where the offer still stands or is not known. */
type Tell = (says: string, card?: string) => Promise<void>;

const teller =
  ({ messenger, log }: FileParts, { person }: FileConsent): Tell =>
  async (says, card) => {
    const place = personPlace(person.id);
    const updated =
      card === undefined
        ? undefined
        : await messenger.update(place, card, says).catch((error: unknown) => {
            log.warn('file.not-redrawn', { error });
            return undefined;
          });
    if (updated?.kind !== 'posted') await messenger.post(place, says);
  };

interface Handing {
  readonly id: string;
  readonly consent: FileConsent;
  readonly upload: FileUpload;
  readonly tell: Tell;
}

async function handOver(parts: FileParts, { id, consent, upload, tell }: Handing): Promise<void> {
  const { person } = consent;
  // Looked at first: a strange address must not use the offer up.
  if (![upload.uploadUrl, upload.contentUrl].every(parts.upload.allows)) {
    parts.log.warn('file.place-refused', {});
    return tell(STRANGE);
  }
  const taken = await parts.exports.take(id, person);
  if (taken.kind !== 'taken')
    return tell(taken.says, taken.kind === 'over' ? taken.card : undefined);
  const { offer, bytes } = taken;
  const uploaded = await parts.upload.put(upload.uploadUrl, bytes);
  if (uploaded.kind === 'done') await show(parts, person.id, upload);
  await tell(saysOf(offer, uploaded), cardOf(offer, consent));
}

/** Whoever is quicker than the note of which message it was has pressed on that very message. */
const cardOf = ({ card }: Export, { replyToId }: FileConsent): string | undefined =>
  card ?? (replyToId === '' ? undefined : replyToId);

/** The file itself, to be opened from the chat; it lies in OneDrive whether or not this is seen. */
async function show({ messenger, log }: FileParts, person: string, upload: FileUpload) {
  const { name, contentUrl, uniqueId, fileType } = upload;
  await messenger
    .post(personPlace(person), { kind: 'file info', name, contentUrl, uniqueId, fileType })
    .catch((error: unknown) => log.warn('file.not-shown', { error }));
}

function saysOf(offer: Export, uploaded: Uploaded): string {
  const name = `**${escaped(offer.name)}**`;
  switch (uploaded.kind) {
    case 'done':
      return `${name} was handed over: ${contentOf(offer)}. SHA-256: ${offer.sha256}`;
    case 'refused':
      return `${name} was not handed over: ${uploaded.why}. ${AGAIN} That it was about to be handed over is on record.`;
    case 'unknown':
      return `Whether ${name} has arrived could not be found out. Look into your OneDrive; SHA-256: ${offer.sha256}. ${AGAIN}`;
  }
}

const GONE = `This file is not offered any more. ${AGAIN}`;
const DECLINED = 'Declined: nothing was handed over, and the file has been deleted.';
const STRANGE =
  'Teams named a place for the file that is none of OneDrive’s, so nothing was handed over. Press Allow again; if it stays, tell your administrator.';
const FAULT = (reference: string): string =>
  `Something went wrong on my side while the file was being handed over. ${AGAIN} If it stays, give your administrator the reference ${reference}.`;
