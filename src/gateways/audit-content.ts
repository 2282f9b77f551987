/** A bunch of audit records, as the Management Activity API lists it. */
export interface ContentBlob {
  readonly contentId: string;
  readonly contentUri: string;
  /** When the blob was made, not when its events happened: ISO time. */
  readonly created: string;
  readonly expires: string;
}

/** Why there is nothing to be had; everything else is thrown. */
export type Unavailable = 'not subscribed' | 'switched off' | 'auditing off';

export interface FeedSubscription {
  readonly contentType: string;
  readonly enabled: boolean;
}

/** The Office 365 Management Activity API, for ingest: blobs and the exact text of their records. */
export interface AuditContent {
  subscriptions(): Promise<readonly FeedSubscription[] | 'auditing off'>;
  startSubscription(contentType: string, requestId: string): Promise<void>;
  /**
   * Blobs made in `[from, to)`: at most 24 hours long, starting at most 7 days back. Whole seconds;
   * the window is widened to them.
   */
  listContent(
    contentType: string,
    from: string,
    to: string,
  ): Promise<readonly ContentBlob[] | Unavailable>;
  /** The JSON of each record as it was sent, no digit changed. `lost`: expired, or not there. */
  records(blob: ContentBlob): Promise<readonly string[] | 'lost'>;
}
