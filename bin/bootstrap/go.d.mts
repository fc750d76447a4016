type Environment = Readonly<Record<string, string | undefined>>;

export declare function goCommand(
  work: string,
  env: Environment,
): { readonly file: string; readonly env: Record<string, string> } | undefined;
