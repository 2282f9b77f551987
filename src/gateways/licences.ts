export interface Sku {
  readonly partNumber: string;
  readonly id: string;
  readonly consumed: number;
  readonly enabled: boolean;
  readonly plans: readonly string[];
}

/** What the tenant has subscribed to (Microsoft Graph subscribedSkus). */
export interface Licences {
  list(): Promise<readonly Sku[]>;
}
