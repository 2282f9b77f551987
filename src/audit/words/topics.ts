import { keyOf } from './lexicon.ts';

export const TOPICS = [
  'reports',
  'log health',
  'retention',
  'turn off audit log search',
  'siem',
] as const;
export type Topic = (typeof TOPICS)[number];

interface Words {
  /** One of these makes the topic. */
  readonly key: string;
  /** These may stand around it, and nothing else. */
  readonly around: string;
}

const ABOUT =
  'the|a|an|is|are|do|does|we|you|i|can|could|how|what|our|my|of|for|in|to|and|about|there|please|' +
  'show|me|tell|list|audit|auditing|log|logs|records|record|data|unified|activity|search|microsoft|microsoft 365|365|purview|today|now|currently|want|if|be|it|this|that|should';

const TOPIC_WORDS: Readonly<Record<Topic, Words>> = {
  reports: {
    key: 'reports|report list|preset reports|preconfigured reports|list reports|available reports',
    around: 'dynamics|which|have|available|exist|run|get|preset|preconfigured|offer|know|all|see',
  },
  'log health': {
    key:
      'log health|healthy|health|log complete|fresh is|freshness|up to date|gaps|missing records|lag' +
      '|log itself healthy|audit log complete|newest event|newest record|complete is|records missing' +
      '|behind is|late are|anything missing|something missing',
    around:
      'itself|complete|fresh|healthy|newest|gaps|missing|any|archive|how|late|records|missing|behind|ingest|feed',
  },
  retention: {
    key: 'retention|kept|retained|how long|stored for|keep|retain|retention period|retention time',
    around:
      'dynamics|long|are|stored|keep|kept|retained|retain|period|time|policy|policies|far|back|go|goes|entries|days|many',
  },
  'turn off audit log search': {
    key:
      'turn off|switch off|disable|turn audit log search off|turn auditing off|turning off|switching off' +
      '|turn log search off|turn audit search off|turn it off|disabling|stop auditing',
    around:
      'turn|off|switch|disable|tenant|ingestion|logging|happens|when|turned|turning|switching|disabling|stop|whole',
  },
  siem: {
    key:
      'siem|splunk|qradar|send to sentinel|forward to sentinel|stream to sentinel|connect sentinel' +
      '|export to sentinel|connect to sentinel|event hub',
    around:
      'send|forward|stream|connect|integrate|integration|with|into|export|sentinel|into|get|tool|system|use|from|event|hub|splunk|qradar|an|or',
  },
};

const wordsOf = (text: string): readonly string[] =>
  keyOf(text)
    .split(/[\s,]+/u)
    .map((word) => word.replace(/[?.!:]+$/u, ''))
    .filter((word) => word !== '');

function isAbout(text: readonly string[], { key, around }: Words): boolean {
  const line = ` ${text.filter((word) => !/^(?:the|a|an|our|my)$/u.test(word)).join(' ')} `;
  const keys = key.split('|');
  const known = new Set([...`${ABOUT}|${around}|${key}`.split(/[|\s]/u)]);
  return keys.some((each) => line.includes(` ${each} `)) && text.every((word) => known.has(word));
}

/** The topic that a text is about with every one of its words. */
export function findTopic(text: string): Topic | undefined {
  const words = wordsOf(text);
  return words.length > 20 ? undefined : TOPICS.find((topic) => isAbout(words, TOPIC_WORDS[topic]));
}
