/** The approval policy as somebody has written it; what it says holds only once it is approved. */
export interface PolicyFile {
  /** The text as it is now. */
  read(): Promise<string>;
}
