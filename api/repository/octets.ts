const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** `31 KB`: a size as people read it, in units of 1024. */
export function sizeText(octets: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, octets)) / 10));
  const value = octets / 1024 ** step;
  const shown = step > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value));
  return `${shown} ${UNITS[step] ?? 'B'}`;
}
