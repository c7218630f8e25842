"""What the graphics card computes for each vertex and each pixel."""

VERTEX = """
#version 330
uniform mat4 clip;
uniform mat3 turn;
uniform vec3 centre;
uniform mat2x3 eyes;
uniform mat3 rolled;
uniform bool round_normals;
in vec3 place;
in vec3 normal;
in vec4 extra;
out vec2 texture_place;
out vec3 facing;
out float dark;

void main() {
    vec3 position = place;
    vec3 direction = round_normals ? position - centre + vec3(0.0, 0.0, 0.9) : normal;
    if (extra.z > 0.5) {
        vec3 eye = eyes[int(extra.z + 0.5) - 1];
        position = eye + rolled * (position - eye);
        direction = rolled * direction;
    }
    gl_Position = clip * vec4(position, 1.0);
    texture_place = extra.xy;
    facing = turn * direction;
    dark = extra.w;
}
"""

FRAGMENT = """
#version 330
uniform sampler2D picture;
uniform float shine;
uniform vec3 key_direction;
uniform vec3 key;
uniform vec3 fill_direction;
uniform vec3 fill;
uniform vec3 sky;
uniform vec3 ground;
uniform float exposure;
in vec2 texture_place;
in vec3 facing;
in float dark;
out vec4 colour;

// Skin lets light through: it does not fall off at once where the surface turns away.
float wrapped(vec3 normal, vec3 direction) {
    return max(dot(normal, direction) + 0.25, 0.0) / 1.25;
}

// Small triangles make this run for far more pixels than are seen, so it has neither powers nor exponentials.
void main() {
    vec4 texel = texture(picture, texture_place);
    if (texel.a < 0.1) discard;
    vec3 normal = normalize(facing);
    vec3 light = mix(ground, sky, 0.5 + 0.5 * normal.y);
    light += key * wrapped(normal, key_direction) + fill * wrapped(normal, fill_direction);
    float gloss = max(dot(normal, normalize(key_direction + vec3(0.0, 0.0, 1.0))), 0.0);
    gloss *= gloss; gloss *= gloss; gloss *= gloss; gloss *= gloss;
    vec3 seen = (texel.rgb * texel.rgb * light + shine * gloss * key) * (exposure * (1.0 - 0.88 * dark));
    // A soft shoulder above 0.6: what is bright does not clip at once.
    seen = mix(seen, 1.0 - 0.16 / max(seen - 0.2, 0.4), step(0.6, seen));
    colour = vec4(sqrt(max(seen, 0.0)), texel.a);
}
"""

BACKGROUND_VERTEX = """
#version 330
in vec2 corner;
out vec2 texture_place;

void main() {
    gl_Position = vec4(corner, 0.0, 1.0);
    texture_place = corner * 0.5 + 0.5;
}
"""

BACKGROUND_FRAGMENT = """
#version 330
uniform sampler2D picture;
in vec2 texture_place;
out vec4 colour;

void main() {
    colour = vec4(texture(picture, texture_place).rgb, 1.0);
}
"""
