const PROVIDER_FILES = [
  /^files\/[\w-]+$/,
  /^gs:\/\//,
  /^https:\/\/generativelanguage\.googleapis\.com\/.*files\//,
];
const YOUTUBE = /^https:\/\/(?:(?:www|m)\.)?(?:youtube\.com\/|youtu\.be\/)/;

/** A file that lies at Google: its File API, or Cloud Storage. */
export function isProviderFile(uri: string): boolean {
  return PROVIDER_FILES.some((pattern) => pattern.test(uri));
}

/** Gemini watches these itself; there are no bytes to fetch. */
export function isYoutube(uri: string): boolean {
  return YOUTUBE.test(uri);
}
