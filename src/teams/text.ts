import type { Activity } from './botbuilder.ts';

/** Cuts without leaving half of a character behind. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** What was typed, without the mention that addresses the bot, and with plain spaces. */
export function spokenText(activity: Activity): string {
  const text = typeof activity.text === 'string' ? activity.text : '';
  const addressed = mentionsOf(activity).reduce(
    (rest, mention) => rest.replaceAll(mention, ' '),
    text,
  );
  return addressed.replaceAll('\u00a0', ' ').trim();
}

function mentionsOf(activity: Activity): readonly string[] {
  const own = activity.recipient?.id;
  return (activity.entities ?? []).flatMap((entity): readonly string[] => {
    const mentioned: unknown = entity.mentioned;
    const id: unknown =
      typeof mentioned === 'object' && mentioned !== null
        ? Reflect.get(mentioned, 'id')
        : undefined;
    const text: unknown = entity.text;
    const bots = entity.type === 'mention' && own !== undefined && id === own;
    return bots && typeof text === 'string' && text !== '' ? [text] : [];
  });
}
