import type { Activity } from './botbuilder.ts';

export type Gate = { readonly pass: true } | { readonly pass: false; readonly why: string };

const refused = (why: string): Gate => ({ pass: false, why });
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function tenantsOf(activity: Activity): readonly string[] {
  const data: unknown = activity.channelData;
  const given = [activity.conversation.tenantId, tenantIn(data)];
  return given.filter((tenant): tenant is string => typeof tenant === 'string' && tenant !== '');
}

function tenantIn(channelData: unknown): unknown {
  const tenant: unknown = member(channelData, 'tenant');
  return member(tenant, 'id');
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/**
 * Whether an activity may be looked at: a valid token only proves that Teams sent it, for whatever
 * organisation. Old clients name the tenant in one place only; where both are named they agree.
 */
export function gate(tenant: string, activity: Activity): Gate {
  if (activity.channelId !== 'msteams') return refused('channel');
  const tenants = tenantsOf(activity);
  if (tenants.length === 0) return refused('no tenant');
  return tenants.every((given) => same(given, tenant)) ? { pass: true } : refused('tenant');
}
