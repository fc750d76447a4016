/** What of the second media is wrong in the settings of a program, by name. */
export function secondMediumProblems(
  names: readonly string[],
  isGiven: (name: string) => boolean,
): string[] {
  const problems: string[] = [];
  for (const dir of names.filter((name) => name.endsWith('_BOOK_SECOND_DIR'))) {
    const bucket = dir.replace(/DIR$/, 'BUCKET');
    if (isGiven(dir) && isGiven(bucket)) problems.push(`${dir} and ${bucket}: only one of them`);
    if (!isGiven(dir) && !isGiven(bucket)) problems.push(`${dir} or ${bucket} is missing`);
    const keyFile = `${bucket}_KEY_FILE`;
    if (isGiven(bucket) && !isGiven(keyFile)) problems.push(`${keyFile} is missing`);
  }
  return problems;
}
