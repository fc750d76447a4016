/** A sandbox hands out cards of people who do not exist: in production it does not start. */
export function sandboxProblems(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  if (!names.includes('SANDBOX') || env['SANDBOX'] !== 'on') return [];
  if (env['TOROKU_MODE'] === 'production') return ['SANDBOX: not in production'];
  return env['SIMULATOR_URL'] ? [] : ['SIMULATOR_URL is missing'];
}
