import { HOUR } from '../core/clock.ts';
import type { ContentType } from './record.ts';

/**
 * How long after an event its record may still arrive, in milliseconds. Microsoft guarantees no time.
 * 24 hours for Dynamics 365 come from a table of 2020; newer pages only say that other services may
 * take longer: unconfirmed, so the longer time is taken.
 */
export const SETTLES: Readonly<Record<ContentType, number>> = {
  'Audit.General': 24 * HOUR,
  'Audit.AzureActiveDirectory': 24 * HOUR,
  'Audit.Exchange': 2 * HOUR,
  'Audit.SharePoint': 2 * HOUR,
};

/** To be told with every figure that is still settling. */
export const SETTLES_NOTE =
  'Microsoft guarantees no time of delivery. Records of Dynamics 365 are taken to be complete after 24 hours: a table of 2020 names that time, newer pages name none (unconfirmed).';
