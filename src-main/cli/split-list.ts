/** The parts of a list as it is written on a command line: separated by commas, with or without spaces. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
