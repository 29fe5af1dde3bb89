# shellcheck shell=bash
# The fonts and the dictionary of printed documents, out of Debian packages (packages_of_fonts) into one folder: the
# program looks nowhere else, so that a document is the same on every host.

# collect_fonts FOLDER
collect_fonts() {
    local folder=$1 name truetype=/usr/share/fonts/truetype
    local files=(
        "$truetype"/gentiumplus/GentiumPlus-{Regular,Italic,Bold,BoldItalic}.ttf
        "$truetype"/lato/Lato-{Regular,Italic,Bold,BoldItalic}.ttf
        # Names in other scripts, signs and emoji.
        "$truetype"/noto/NotoSans-{Regular,Bold,Italic,BoldItalic}.ttf
        "$truetype"/noto/NotoSans{Arabic,Hebrew,Armenian,Georgian,Devanagari,Bengali,Tamil,Thai,Ethiopic}-Regular.ttf
        "$truetype"/noto/NotoSans{Symbols,Symbols2,Math}-Regular.ttf
        "$truetype"/noto/NotoColorEmoji.ttf
        "$truetype"/droid/DroidSansFallbackFull.ttf
        "$truetype"/nanum/NanumGothic.ttf
        /usr/share/hyphen/hyph_fr.dic
    )
    mkdir -p -- "$folder"
    for name in "${files[@]}"; do
        [ -r "$name" ] || fail "$name is missing: its Debian package should have brought it"
        cmp -s -- "$name" "$folder/${name##*/}" || install -m 0644 -- "$name" "$folder/"
    done
}
