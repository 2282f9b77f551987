/** A record as the Management Activity API delivers it, with the fields the proof needs. */
export interface FeedRecord {
  readonly id: string;
  readonly recordType: number;
  readonly createdAt: string;
  readonly operation: string;
  readonly message: string;
  readonly entity: string;
  readonly entityId: string;
  readonly user: string;
  readonly systemUserId: string;
  readonly instanceUrl: string;
}

/** The Office 365 Management Activity API, content type Audit.General. */
export interface ActivityFeed {
  isSubscribed(): Promise<boolean>;
  startSubscription(requestId: string): Promise<void>;
  /**
   * Records of content that became available in the window (at most 24 h long, at most 7 days
   * back), duplicates by id dropped, pages followed, expired content skipped.
   */
  list(from: string, to: string): Promise<readonly FeedRecord[]>;
}
