/** At least one; in production the second alone. */
export const PIN = ['HSM_PIN_FILE', 'ACTIVATION_DIR'] as const;

/** Whoever can read a PIN in a file can use the keys alone: production knows the shares of two custodians only. */
export function pinProblems(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  if (!names.includes('HSM_PIN_FILE')) return [];
  const [hasFile, hasFolder] = PIN.map((name) => Boolean(env[name]));
  const isProduction = env['TOROKU_MODE'] === 'production';
  if (isProduction && hasFile) {
    return ['HSM_PIN_FILE: not in production; two custodians give their shares (ACTIVATION_DIR)'];
  }
  if (hasFolder || (hasFile && !isProduction)) return [];
  return [isProduction ? 'ACTIVATION_DIR is missing' : 'ACTIVATION_DIR or HSM_PIN_FILE is missing'];
}
