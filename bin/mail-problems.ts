/** One of them; in production the first alone. */
export const MAIL = ['MAIL_URL', 'MAIL_DIR'] as const;

/** A folder delivers to nobody: production has a mail server. */
export function mailProblems(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  if (!names.includes('MAIL_URL')) return [];
  const [hasServer, hasFolder] = MAIL.map((name) => Boolean(env[name]));
  if (hasServer && !/^smtps?:\/\//.test(env['MAIL_URL'] ?? ''))
    return ['MAIL_URL: is not smtp or smtps'];
  if (env['TOROKU_MODE'] !== 'production' && (hasServer || hasFolder)) return [];
  if (hasFolder) return ['MAIL_DIR: not in production'];
  return hasServer ? [] : ['MAIL_URL is missing'];
}
