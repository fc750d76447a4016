export type Lock =
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly pid: number };

export declare function takeLock(file: string): Lock;
export declare function waitForLock(
  file: string,
  onWait: (pid: number) => void,
): Promise<Extract<Lock, { taken: true }>>;
export declare function isAlive(holder: { pid: number; started?: string | undefined }): boolean;
export declare function startOf(pid: number): string | undefined;
