import { z } from 'zod';

/** The moment from which events are recorded; the activity feed reads this document. */
export const UNIFIED_AUDIT = 'unified-audit';
export const UnifiedAudit = z.object({ enabled: z.boolean(), enabledAt: z.string().nullable() });
