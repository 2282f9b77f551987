import type { SeededPerson } from './people.ts';
import { conversationIdOf, type Place } from './teams-places.ts';
import { BOT, CHANNEL, userIdOf } from './teams-roster.ts';
import type { Content } from './teams-store.ts';

/** What every activity of one person at one moment has in common. */
export interface Moment {
  readonly person: SeededPerson;
  readonly place: Place;
  readonly thread?: string | undefined;
  readonly serviceUrl: string;
  readonly now: Date;
  readonly id: string;
}

const LOCALE = 'en-GB';

/** Local time with its offset, such as `2026-11-21T12:45:00.000+01:00`. */
function localTimestamp(now: Date): string {
  const minutes = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

const timezone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const clientInfo = () => ({
  locale: LOCALE,
  country: 'GB',
  platform: 'Web',
  timezone: timezone(),
  type: 'clientInfo',
});

function conversationOf({ place, thread, person }: Moment) {
  const id = conversationIdOf(place, thread);
  const tenantId = place.kind === 'personal' ? place.person.tenantId : person.tenantId;
  return place.kind === 'personal'
    ? { id, conversationType: 'personal', tenantId }
    : { id, conversationType: 'channel', tenantId, isGroup: true, name: CHANNEL.name };
}

function channelDataOf({ place, person }: Moment) {
  const tenant = { tenant: { id: person.tenantId } };
  if (place.kind === 'personal') return tenant;
  const { id, team } = CHANNEL;
  return { teamsChannelId: id, teamsTeamId: team.id, channel: { id }, team, ...tenant };
}

const envelope = (moment: Moment) => ({
  id: moment.id,
  channelId: 'msteams',
  serviceUrl: moment.serviceUrl,
  timestamp: moment.now.toISOString(),
  localTimestamp: localTimestamp(moment.now),
  localTimezone: timezone(),
  locale: LOCALE,
  from: {
    id: userIdOf(moment.person),
    name: moment.person.name,
    aadObjectId: moment.person.id,
  },
  recipient: BOT,
  conversation: conversationOf(moment),
  channelData: channelDataOf(moment),
});

const MENTION = `<at>${BOT.name}</at>`;
const mention = { type: 'mention', mentioned: BOT, text: MENTION };

/** Typed as `@Audit Steward` or marked up; Teams hands the bot the marked up form. */
export const markUp = (text: string): string =>
  text.replaceAll(new RegExp(`<at>\\s*${BOT.name}\\s*</at>|@${BOT.name}`, 'gi'), MENTION);

export const mentionsBot = (text: string): boolean => markUp(text).includes(MENTION);

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// The clients add the same text as HTML; a bot must not take it for a file.
const asHtml = (text: string) => ({
  contentType: 'text/html',
  content: `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`,
});

/** A message as the bot receives it: typed, or the answer of a card's `Action.Submit`. */
export function messageActivity(moment: Moment, said: Content) {
  const { text, value, replyToId } = said;
  const typed = typeof text === 'string' ? markUp(text) : undefined;
  const entities = [...(typed?.includes(MENTION) ? [mention] : []), clientInfo()];
  return {
    ...envelope(moment),
    type: 'message',
    ...(typed === undefined
      ? {}
      : { text: typed, textFormat: 'plain', attachments: [asHtml(typed)] }),
    ...(value === undefined ? {} : { value }),
    ...(replyToId === undefined ? {} : { replyToId }),
    entities,
  };
}

export interface Press {
  readonly activityId: string;
  readonly verb: string;
  readonly data: Content;
  readonly id: string;
  readonly trigger: 'manual' | 'automatic';
  /** After a sign-in that the bot has asked for. */
  readonly authentication?: Authentication | undefined;
}

export interface Authentication {
  readonly id: string;
  readonly connectionName: string;
  readonly token: string;
}

/** The press of an `Action.Execute` button. */
export const pressActivity = (
  moment: Moment,
  { activityId, verb, data, id, trigger, authentication }: Press,
) => ({
  ...envelope(moment),
  channelData: { ...channelDataOf(moment), source: { name: 'message' } },
  type: 'invoke',
  name: 'adaptiveCard/action',
  replyToId: activityId,
  value: {
    action: { type: 'Action.Execute', id, verb, data },
    trigger,
    ...(authentication === undefined ? {} : { authentication }),
  },
  entities: [clientInfo()],
});

export interface Consent {
  readonly activityId: string;
  readonly action: 'accept' | 'decline';
  readonly context: unknown;
  /** Where the file is wanted; only for who accepts. */
  readonly uploadInfo?: object;
}

/** Somebody's answer to the offer of a file. */
export const consentActivity = (moment: Moment, { activityId, ...answer }: Consent) => ({
  ...envelope(moment),
  channelData: { ...channelDataOf(moment), source: { name: 'message' } },
  type: 'invoke',
  name: 'fileConsent/invoke',
  replyToId: activityId,
  value: { type: 'fileUpload', ...answer },
  entities: [clientInfo()],
});

export const installationActivity = (moment: Moment, action: 'add' | 'remove') => ({
  ...envelope(moment),
  type: 'installationUpdate',
  action,
  entities: [clientInfo()],
});

/** The bot, and in a personal chat the person, joined. */
export function joinedActivity(moment: Moment) {
  const person = { id: userIdOf(moment.person), aadObjectId: moment.person.id };
  const membersAdded =
    moment.place.kind === 'personal' ? [{ id: BOT.id }, person] : [{ id: BOT.id }];
  const event = moment.place.kind === 'personal' ? {} : { eventType: 'teamMemberAdded' };
  return {
    ...envelope(moment),
    channelData: { ...channelDataOf(moment), ...event },
    type: 'conversationUpdate',
    membersAdded,
  };
}
