/** One line of a signed text that another version says otherwise; absent where one of them lacks it. */
export interface TextChange {
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
}

/** Lines that differ between any two versions: they say which text it is, and nothing of what is applied for. */
const OF_EVERY_TEXT: readonly string[] = ['版', '前の版', '乱数', '作成日時', '有効期限'];

/** Values by label, in the order of the lines (書式 1: label, `：`, value). */
function valuesOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('：');
    if (at > 0) values.set(line.slice(0, at), line.slice(at + 1));
  }
  return values;
}

/**
 * What an applicant changed from one version of a signed text to another, octet for octet, in the order of the later one.
 * Nothing is normalised: a variant of a character is another character.
 */
export function textChanges(before: string, after: string): TextChange[] {
  const [old, own] = [valuesOf(before), valuesOf(after)];
  const labels = new Set([...own.keys(), ...old.keys()]);
  return [...labels]
    .filter((label) => !OF_EVERY_TEXT.includes(label) && old.get(label) !== own.get(label))
    .map((label) => {
      const [was, is] = [old.get(label), own.get(label)];
      return {
        label,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      };
    });
}
