export interface Progress {
  readonly ready: (text: string) => void;
  readonly say: (text: string) => void;
  readonly plain: (text: string) => void;
}

export declare function createProgress(
  stream: { write(text: string): unknown },
  options: { readonly quiet: boolean },
): Progress;
