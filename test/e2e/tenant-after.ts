import { join } from 'node:path';
import { z } from 'zod';
import { openStore } from '../../src/sandbox/documents.ts';

/** What a walkthrough may leave in the tenant; logs, clocks and operations come and go. */
const KEPT = [
  'activity-subscriptions',
  'arm-diagnostics',
  'arm-features',
  'arm-groups',
  'arm-locks',
  'arm-providers',
  'arm-resources',
  'arm-role-assignments',
  'arm-subscriptions',
  'directory',
  'encryption-assignment',
  'encryption-policies',
  'onboarding',
  'vault-keys',
  'vaults',
] as const;

/** What is another one in every tenant: ids, times, keys, and what was made of them. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/(?<!subscriptions\/|roleDefinitions\/)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>'],
  [/\b[0-9a-f]{32}\b/g, '<version>'],
  [/"[\w+/=-]{60,}"/g, '"<bytes>"'],
  [/-----BEGIN [^"]*"/g, '<key>"'],
  [/\b1[6-9]\d{8}(?:\d{3})?\b/g, '<seconds>'],
];

export const masked = (text: string): string =>
  VARIES.reduce((all, [varies, name]) => all.replaceAll(varies, name), text);

/** All documents of a tenant that was left, sorted, with everything that varies left open. */
export function tenantIn(dataDir: string): readonly string[] {
  const store = openStore(join(dataDir, 'sandbox'));
  try {
    return KEPT.flatMap((collection) =>
      store
        .documents(collection, z.unknown())
        .list()
        .map((document) => `${collection} ${masked(JSON.stringify(document))}`)
        .sort(),
    );
  } finally {
    store.close();
  }
}

/** What one list has and the other has not, each as often as it has it more. */
export function surplus(one: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return one.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
