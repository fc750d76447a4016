import type { Progress } from './progress.mjs';

export declare function ensureS3Server(host: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
}): Promise<void>;
