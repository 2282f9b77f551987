import { INGESTION } from '../ingestion-on.ts';
import { LEARN, source } from '../source.ts';

const REFERENCE = `${LEARN}/office/office-365-management-api/office-365-management-activity-api-reference`;

/** Where each statement of this walkthrough about Microsoft's products comes from. */
export const SOURCES = {
  ingestion: INGESTION,
  feed: source(
    'Each content type has its own subscription. The first content can take 12 hours, content is offered for seven days, and what happens while a subscription is off is lost.',
    REFERENCE,
  ),
} as const;
